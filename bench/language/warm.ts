import { readFileSync } from "node:fs";
import { type PhaseTimes, timePhases } from "./phases.ts";

// Two rounds first, for the engine to compile our own code; then as many as are asked for.
const text = readFileSync(process.argv[2] ?? "", "utf8");
const rounds = Number(process.argv[3]);
for (let round = 0; round < 2; round += 1) timePhases(text);
const times: PhaseTimes[] = Array.from({ length: rounds }, () => timePhases(text));
console.log(JSON.stringify(times));
