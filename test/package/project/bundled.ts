import { FlowFailed } from "agentflow";
import { loudly } from "./greet.af";

const loud: string = await loudly({ text: "hello Ada" });
const failed = await loudly({ text: "" }).catch((error: unknown) => error);
// The innermost frame of what failed is a place in the .af file.
const place = failed instanceof FlowFailed ? /\(.*?([\w.]+:\d+:\d+)\)/.exec(failed.stack ?? "")?.[1] : undefined;
console.log(loud, place);
