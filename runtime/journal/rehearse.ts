/**
 * A resume tried out without a model: the run is carried out with what is recorded, and stops wherever something would
 * have to be done. What is recorded and was not found on the way runs again.
 */
import { type Operation, spawn, suspend, until } from "effection";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { realClock } from "../real-clock.ts";
import { run } from "../run/run.ts";
import type { Journal } from "./journal.ts";
import type { RunHeader } from "./journal-file.ts";
import type { Recorded } from "./recorded.ts";

/** What a resume does again though it was done. */
export interface Repeated {
  /** Nodes whose definition or inputs are not what they were. */
  readonly changed: readonly Path[];
  /** Nodes that come after those: they run again where what they get has become another. */
  readonly after: readonly Path[];
}

/** Finds out what runs again when `graph` takes up the recorded run. */
export function* rehearse(graph: Graph, header: RunHeader, recorded: Recorded): Operation<Repeated> {
  const found = new Set<Path>();
  const missed = new Set<Path>();
  const noted = <T>(path: Path, known: T | undefined): T | undefined => {
    (known === undefined ? missed : found).add(path);
    return known;
  };
  const journal: Journal = {
    run: header.id,
    session: 1,
    retries: false,
    event: nothing,
    agent: (path, inputs) => noted(path, recorded.agent(path, inputs)),
    agentEnded: nothing,
    attempts: recorded.attempts,
    attemptFailed: nothing,
    turn: recorded.turn,
    turnEnded: nothing,
    settled: (path, inputs) => noted(path, recorded.settled(path, inputs)),
    nodeSettled: nothing,
    call(key) {
      const known = recorded.call(key);
      // A flow's own call is a node; an agent's never comes up here.
      return key.caller === key.call ? noted(key.caller, known) : known;
    },
    callBegan: nothing,
    callEnded: nothing,
    answer: (ask, inputs) => noted(ask, recorded.answer(ask, inputs)),
    asked: nothing,
  };
  const task = yield* spawn(() =>
    run(graph, {
      flow: header.flow,
      arguments: header.arguments,
      engine: suspend as () => Operation<never>,
      *tools() {
        return { kind: "loaded", handler: () => new Promise<never>(() => {}) };
      },
      clock: realClock,
      seed: header.seed,
      onEvent: nothing,
      grants: new Set(header.grants),
      ask: suspend as () => Operation<never>,
      journal,
      workspace: header.workspace,
      directory: header.directory,
    }),
  );
  // Nothing in it waits for anything outside: when the event loop has turned, it stands still.
  for (let turns = 0; turns < TURNS; turns++) yield* until(new Promise((resolve) => setImmediate(resolve)));
  yield* task.halt();

  const covers = (paths: ReadonlySet<Path>, path: Path): boolean =>
    [...paths].some((above) => path === above || isBelow(path, above));
  const finished = recorded.finished();
  const done = new Set(finished);
  const unfinished = new Set([...missed].filter((path) => !done.has(path)));
  const again = finished.filter((path) => !covers(found, path) && !covers(unfinished, path));
  const changed = again.filter((path) => missed.has(path));
  return { changed, after: again.filter((path) => !missed.has(path)) };
}

/** Some more than any chain of promises in a run needs. */
const TURNS = 5;

function isBelow(path: Path, above: Path): boolean {
  return path.startsWith(above) && /^[/[~!#]/.test(path.slice(above.length));
}

function nothing(): void {}
