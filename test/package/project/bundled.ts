import { loudly } from "./greet.af";

const loud: string = await loudly({ text: "hello Ada" });
console.log(loud);
