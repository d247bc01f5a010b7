import type {
  Argument,
  Block,
  ChainExpression,
  DagExpression,
  Expression,
  FanoutExpression,
  ListForm,
  Name,
  ParallelExpression,
  RaceExpression,
  ReduceExpression,
  TopologyEntry,
} from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { FieldType, Type } from "../graph/type.ts";
import { isUnknown, type ListShape, membersOf, resolve, unknownType } from "../types/access.ts";
import { writtenAt } from "../types/field-origin.ts";
import { unionOf } from "../types/union.ts";
import { complain, type Frame, type Place } from "./checking.ts";
import { itemsOf } from "./conditions.ts";
import { checkDagOrder } from "./dag.ts";
import { typeOfDiverge } from "./diverge.ts";
import { refuseEffects } from "./effects.ts";
import { typeOf } from "./expressions.ts";
import { refuse } from "./fit.ts";
import { fixedNumber } from "./fixed-number.ts";
import { typeOfRepeat } from "./repeat.ts";
import { checkBlock } from "./statements.ts";

type Topology = Extract<
  Expression,
  { kind: "parallel" | "chain" | "fanout" | "dag" | "diverge" | "race" | "reduce" | "repeat" }
>;

/** The type of a topology: what runs side by side or one after the other, and the shape of its results. */
export function typeOfTopology(at: Place, node: Topology): Type {
  switch (node.kind) {
    case "parallel":
      return typeOfParallel(at, node);
    case "chain":
      return typeOfChain(at, node);
    case "fanout":
      return typeOfFanout(at, node);
    case "dag":
      return typeOfDag(at, node);
    case "diverge":
      return typeOfDiverge(at, node);
    case "race":
      return typeOfRace(at, node);
    case "reduce":
      return typeOfReduce(at, node);
    case "repeat":
      return typeOfRepeat(at, node);
    default:
      return node satisfies never;
  }
}

/** The place inside a branch: it works on a fork, and no `return` or `break` leaves it. */
export function inBranch(at: Place, topology: string): Place {
  const { kind } = at.frame;
  const frame: Frame = { kind, branch: `it would leave one branch of the \`${topology}\` behind the others` };
  return { ...at, frame };
}

/** What `max` may be called elsewhere. */
const foreignLimits: ReadonlySet<string> = new Set(["limit", "concurrency", "at_once", "parallel", "workers", "n"]);

/** Checks the options in a topology's brackets. */
export function checkOptions(at: Place, options: readonly Argument[], topology: string): void {
  for (const option of options) {
    if (option.name?.text === "max") fixedNumber(at, option.value, "`max`", 1);
    else {
      typeOf(at, option.value);
      const name = option.name?.text ?? "";
      const nearest = suggestNear(name, ["max"]) ?? (foreignLimits.has(name) ? "max" : undefined);
      complain(at, flowProblems.unknownOption, option.span, { name, topology, nearest, span: option.name?.span });
    }
  }
}

function typeOfParallel(at: Place, node: ParallelExpression): Type {
  checkOptions(at, node.options, "parallel");
  if (node.over.kind === "list-form") return typeOfListForm(at, node.over, "parallel");
  return typeOfEntries(at, node.over.entries, "parallel", node);
}

function typeOfChain(at: Place, node: ChainExpression): Type {
  if (node.over.kind === "list-form") return typeOfListForm(at, node.over, "chain");
  return typeOfEntries(at, node.over.entries, "chain", node);
}

function typeOfListForm(at: Place, form: ListForm, topology: string): Type {
  const shape = itemsOf(at, form.list, typeOf(at, form.list), `\`${topology}\` goes through`);
  return typeOfItems(at, form, shape, topology);
}

/** One result for each item, so as many as there are items. */
function typeOfItems(at: Place, form: ListForm, shape: ListShape, topology: string): Type {
  setLocal(at, form.name, shape.element);
  const { type } = checkBlock(inBranch(at, topology), form.body, { value: `each branch of the \`${topology}\`` });
  if (topology === "chain") refuseUnshareable(at, form.body, type);
  const { min, max } = shape;
  if (isUnknown(shape.element)) return unknownType;
  return { kind: "list", element: type, ...(min > 0 && { min }), ...(max !== undefined && { max }) };
}

/** A record of what the entries give, in the written order. */
function typeOfEntries(at: Place, entries: readonly TopologyEntry[], topology: string, node: Expression): Type {
  if (entries.length === 0) complain(at, flowProblems.emptyTopology, node.span, { topology });
  const fields = new Map<string, FieldType>();
  for (const entry of entries) {
    const type = typeOf(inBranch(at, topology), entry.value);
    setLocal(at, entry.name, type);
    if (topology === "chain") refuseUnshareable(at, entry.value, type);
    addField(at, fields, entry.name, type);
  }
  return { kind: "record", fields: [...fields.values()] };
}

function addField(at: Place, fields: Map<string, FieldType>, written: Name, type: Type): void {
  const name = written.text;
  if (name === "" || fields.has(name)) return;
  fields.set(name, writtenAt({ name, type, optional: false }, written, at.module.path));
}

function typeOfFanout(at: Place, node: FanoutExpression): Type {
  checkOptions(at, node.options, "fanout");
  const survey = typeOf(inBranch(at, "fanout"), node.survey);
  refuseUnshareable(at, node.survey, survey);
  setLocal(at, node.name, survey);
  const listed: Place = { ...at, frame: { kind: at.frame.kind, where: "the list that a `fanout` goes through" } };
  const shape = itemsOf(at, node.each.list, typeOf(listed, node.each.list), "`each` goes through");
  const each = typeOfItems(at, node.each, shape, "fanout");
  if (node.name.text === "each") complain(at, typeProblems.fieldTwice, node.name.span, { name: "each" });
  const fields = new Map<string, FieldType>();
  addField(at, fields, node.name, survey);
  fields.set("each", { name: "each", type: each, optional: false });
  return { kind: "record", fields: [...fields.values()] };
}

/** Entries are checked in an order in which what they name comes first. */
function typeOfDag(at: Place, node: DagExpression): Type {
  checkOptions(at, node.options, "dag");
  if (node.entries.length === 0) complain(at, flowProblems.emptyTopology, node.span, { topology: "dag" });
  const types = new Map<TopologyEntry, Type>();
  for (const entry of checkDagOrder(at, node)) {
    const type = typeOf(inBranch(at, "dag"), entry.value);
    types.set(entry, type);
    setLocal(at, entry.name, type);
  }
  const fields = new Map<string, FieldType>();
  for (const entry of node.entries) addField(at, fields, entry.name, types.get(entry) ?? unknownType);
  return { kind: "record", fields: [...fields.values()] };
}

function typeOfRace(at: Place, node: RaceExpression): Type {
  if (node.branches.length === 0) complain(at, flowProblems.emptyTopology, node.span, { topology: "race" });
  const type = unionOf(node.branches.map((branch) => typeOf(inBranch(at, "race"), branch)));
  for (const branch of node.branches) refuseEffects(at, branch, "race");
  return type;
}

function typeOfReduce(at: Place, node: ReduceExpression): Type {
  checkOptions(at, node.options, "reduce");
  const by = fixedNumber(at, node.by, "The size of a group", 2);
  const shape = itemsOf(at, node.list, typeOf(at, node.list), "`reduce` takes");
  const { element } = shape;
  const group = at.program.bound.groups.get(node);
  // A group of one is passed on as it is, so the block never sees one.
  const it: Type = { kind: "list", element, min: 2, ...(by !== undefined && { max: by }) };
  if (group) at.program.locals.set(group, it);
  const { type } = checkBlock(inBranch(at, "reduce"), node.body, { value: "the `reduce`" });
  refuse(at, node.body.statements.at(-1)?.span ?? node.body.span, type, {
    type: element,
    taker: "`reduce` makes elements of it again,",
  });
  return shape.min > 0 ? element : unionOf([element, { kind: "null" }]);
}

/** Gives the local of a defining name its type. */
export function setLocal(at: Place, name: Name, type: Type): void {
  const local = at.program.bound.locals.get(name);
  if (local) at.program.locals.set(local, type);
}

/** What a chain or a fanout shares by itself has to have a text. */
function refuseUnshareable(at: Place, node: Expression | Block, type: Type): void {
  const last = node.kind === "block" ? node.statements.at(-1) : undefined;
  const span = last?.span ?? node.span;
  if (type.kind === "thought") complain(at, typeProblems.thoughtUsed, span, { what: "shared" });
  else if (membersOf(type, at.program.table).some((each) => resolve(each, at.program.table).kind === "null")) {
    complain(at, typeProblems.mayBeNull, span, {
      what: "its result is shared with what comes after it, and null can't be",
    });
  }
}
