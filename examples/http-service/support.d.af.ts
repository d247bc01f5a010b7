// Made by agentflow from support.af: what is changed here is lost when it is made again.
import type * as agentflow from "agentflow/runtime";

/** What a question is about. */
export interface Topic {
  readonly area: "billing" | "account" | "product" | "other";
  readonly urgent: boolean;
}

export interface Answer {
  /** Two or three plain sentences. */
  readonly text: string;
  /** What to ask back, where something is missing. */
  readonly follow_up?: string;
}

/** The tools of the program, as their code is called. */
export interface Tools {}

/** The results of the program's agents. */
export interface Agents {
  readonly sorter: Topic;
  readonly helper: Answer;
}

/** The parameters of `answer`. */
export interface AnswerParameters {
  /** As the customer wrote it. */
  readonly question: string;
}

/** All that is known of `answer`. */
export interface AnswerFlow {
  readonly parameters: AnswerParameters;
  readonly result: {
    readonly topic: Topic;
    readonly answer: Answer;
  };
  readonly tools: {};
  readonly grants: never;
  readonly agents: Pick<Agents, "sorter" | "helper">;
}

/** The flows of the program. */
export interface Program {
  readonly flows: {
    readonly answer: AnswerFlow;
  };
}

/** Answers one question of a customer. */
export declare const answer: agentflow.Flow<AnswerFlow>;
