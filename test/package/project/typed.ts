import { type Event, nativeEngine, type PartialResult } from "agentflow";
import { greet as imported } from "./greet.af";
import { type GreetFlow, greet, loudly, type Tools } from "./made/greet.js";

const shout: Tools["shout"] = async ({ text }, { signal }) => (signal.aborted ? "" : text.toUpperCase());
const engine = nativeEngine({ context: 4096 });
const run = greet({ names: ["Ada"] }, { engine });
export const events: Event[] = [];
for await (const event of run) events.push(event);
export const moods: readonly ("glad" | "sad")[] = (await run).map(({ mood }) => mood);
export const partial = (part: PartialResult<GreetFlow>): string | undefined => part.value.text;
export const loud: string = await loudly({ text: "hi" }, { tools: { shout } });
export const same = await imported();

// @ts-expect-error a parameter has another type
greet({ names: "Ada" });
// @ts-expect-error the tool is missing
loudly({ text: "hi" });
// @ts-expect-error the handler gives a value of another type
loudly({ text: "hi" }, { tools: { shout: () => 3 } });
// @ts-expect-error the handler wants an argument that nobody gives it
loudly({ text: "hi" }, { tools: { shout: ({ words }: { words: string[] }) => words.join(" ") } });
