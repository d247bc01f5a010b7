import { columnsOf } from "./columns.ts";
import { dim, type Line, plain, type Span, spread } from "./line.ts";
import { ticksPerSecond, tokensPerSecond } from "./rate.ts";
import type { EngineView, ModelView, ViewState } from "./state.ts";
import { count, duration, oneLine, percent } from "./words.ts";

/** The first lines of the live view: what runs, for how long, and how full and fast each model's engine is. */
export function headerLines(state: ViewState, now: number, columns: number): readonly Line[] {
  const name: Line = [plain(" "), { text: state.flow === "" ? "starting" : oneLine(state.flow), bold: true }];
  const time = plain(`  ${duration(now)}`);
  // What an engine holds once its run has ended is nobody's concern any more.
  const models = state.outcome === undefined ? [...state.models.values()] : [];
  const [first, ...others] = models;
  if (first === undefined) return [spread(name, [time], columns)];
  const room = columns - columnsOf(state.flow) - columnsOf(time.text) - 4;
  const titled = others.length > 0;
  return [
    spread([...name, time], modelLine(first, now, room, titled), columns),
    ...others.map((model) => spread([], modelLine(model, now, columns - 2, titled), columns)),
  ];
}

/** One thing that may be said of a model; those that matter least are left out first where not all fit. */
interface Fact {
  readonly line: Line;
  /** 0 is always said. */
  readonly order: number;
}

function modelLine(model: ModelView, now: number, room: number, titled: boolean): Line {
  const facts = [...factsOf(model, now, titled, room >= 110 ? 20 : 10)];
  while (facts.length > 1 && widthOfFacts(facts) > room) {
    const least = facts.reduce((most, fact) => (fact.order > most.order ? fact : most));
    if (least.order === 0) break;
    facts.splice(facts.indexOf(least), 1);
  }
  return facts.flatMap(({ line }, index) => (index === 0 ? line : [plain("  "), ...line]));
}

function widthOfFacts(facts: readonly Fact[]): number {
  return facts.reduce((sum, { line }) => sum + 2 + line.reduce((all, { text }) => all + columnsOf(text), 0), -2);
}

function factsOf(model: ModelView, now: number, titled: boolean, width: number): readonly Fact[] {
  const title = oneLine(model.title);
  const { engine, progress } = model;
  if (progress < 1) {
    const bar = barOf([{ sign: "█", share: progress }], width);
    const how: Line = progress > 0 ? [plain(" "), ...bar, plain(` ${percent(progress, 1)}`)] : [];
    return [{ order: 0, line: [plain(model.doing ?? `loading ${title}`), ...how] }];
  }
  if (engine === undefined) return [{ order: 0, line: [plain(`${title} ready`)] }];
  const said = (text: string, order: number): Fact => ({ order, line: [plain(text)] });
  const working = [
    said(`${count(engine.branches)} at work`, 5),
    ...(engine.waiting > 0 ? [said(`${count(engine.waiting)} wait`, 4)] : []),
  ];
  const named: Fact = { order: titled ? 0 : 6, line: [dim(title)] };
  const speed = said(`${count(tokensPerSecond(model, now))} tok/s`, 3);
  // A hosted model has no cells and no passes of ours.
  if (engine.limit === 0) return [named, ...working, { ...speed, order: 1 }];
  const own = Math.max(0, engine.cells - engine.shared);
  return [
    named,
    { order: 0, line: gauge(engine, width) },
    { order: 2, line: [plain(`${count(engine.shared)} shared`)] },
    { order: 4, line: [plain(`${count(own)} private`)] },
    ...working,
    speed,
    said(`${count(ticksPerSecond(model, now))} ticks/s`, 1),
  ];
}

/** How much of the KV cache is in use: what several branches read, then what belongs to one, then what is free. */
function gauge({ cells, limit, shared }: EngineView, width: number): Line {
  const share = Math.min(1, cells / limit);
  const color = share > 0.9 ? "red" : share > 0.7 ? "yellow" : "green";
  const both = Math.min(shared, cells) / limit;
  const bar = barOf(
    [
      { sign: "█", share: both, color },
      { sign: "▓", share: share - both, color },
    ],
    width,
  );
  return [plain("cells "), ...bar, plain(` ${percent(cells, limit)}`)];
}

interface Stretch {
  readonly sign: string;
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  readonly color?: NonNullable<Span["color"]>;
}

/** A bar in which nothing that is there looks like nothing, and nothing short of full looks full. */
function barOf(stretches: readonly Stretch[], width: number): Line {
  const whole = stretches.reduce((sum, { share }) => sum + share, 0);
  const spans: Span[] = [];
  let left = whole < 1 ? width - 1 : width;
  for (const { sign, share, color } of stretches) {
    const cells = share === 0 ? 0 : Math.min(left, Math.max(1, Math.round(share * width)));
    left -= cells;
    spans.push({ text: sign.repeat(cells), ...(color === undefined ? {} : { color }) });
  }
  const free = width - spans.reduce((sum, { text }) => sum + text.length, 0);
  return [...spans, dim("░".repeat(free))];
}
