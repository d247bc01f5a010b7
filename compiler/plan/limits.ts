/** What a run adds to a program's own limits, and how far a plan follows it. The plan counts with these numbers, and the runtime keeps to them. */

/** Calls that a model may write in one turn. */
export const CALLS_A_TURN = 4;

/** Tokens that a model is told of an error at most: enough to mend its call. */
export const ERROR_TOKENS = 200;

/** Bytes of the sentence that a failed `try` gives as `error`: a value, which no model's tokenizer counts. */
export const ERROR_BYTES = 800;

/** Tokens of the note that asks a stopped agent for a last answer, with the marks around it. */
export const NOTE_TOKENS = 80;

/** More branches of one topology than these never run at once: their agents would wait for room anyway. */
export const WIDEST = 1_024;

/** Branches alive at once on a model that doesn't say how many. */
export const USUAL_BRANCHES = 16;

/** Nodes that one plan walks, those of a flow for each call of it: twice what fifty thousand ordinary lines take, and done in a second or two. */
export const MOST_FOLLOWED = 20_000;

/** Names and terms of a sum that take as long to copy as a node takes to walk. */
export const COPIED_A_NODE = 32;
