// Made by agentflow from investigate.af: what is changed here is lost when it is made again.
import type * as agentflow from "agentflow/runtime";

/** One thing that was found. */
export interface Finding {
  /** One sentence. */
  readonly claim: string;
  readonly source?: string;
}

export interface Plan {
  readonly questions: readonly string[];
}

/** The tools of the program, as their code is called. */
export interface Tools {
  /** Looks a word up. */
  readonly lookup: agentflow.Tool<{
    /** What to look for. */
    readonly word: string;
    readonly limit: number;
  }, readonly {
    readonly title: string;
  }[]>;
  readonly publish: agentflow.Tool<{
    readonly text: string;
  }, boolean>;
}

/** The results of the program's agents. */
export interface Agents {
  readonly planner: Plan;
  readonly researcher: Finding;
}

/** The parameters of `investigate`. */
export interface InvestigateParameters {
  /** What it is about. */
  readonly topic: string;
  readonly limit?: number;
}

/** All that is known of `investigate`. */
export interface InvestigateFlow {
  readonly parameters: InvestigateParameters;
  readonly result: readonly Finding[];
  readonly tools: {
    readonly lookup?: Tools["lookup"];
  };
  readonly grants: never;
  readonly agents: Pick<Agents, "planner" | "researcher">;
}

/** The parameters of `announce`. */
export interface AnnounceParameters {
  readonly text: string;
}

/** All that is known of `announce`. */
export interface AnnounceFlow {
  readonly parameters: AnnounceParameters;
  readonly result: boolean;
  readonly tools: {
    readonly publish?: Tools["publish"];
  };
  readonly grants: "publish";
  readonly agents: {};
}

/** The flows of the program. */
export interface Program {
  readonly flows: {
    readonly investigate: InvestigateFlow;
    readonly announce: AnnounceFlow;
  };
}

/** Finds things out about a topic. */
export declare const investigate: agentflow.Flow<InvestigateFlow>;

export declare const announce: agentflow.Flow<AnnounceFlow>;
