// Made by agentflow from investigate.af: what is changed here is lost when it is made again.
import * as agentflow from "agentflow/runtime";

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
    readonly lookup: Tools["lookup"];
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
    readonly publish: Tools["publish"];
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

const $program = agentflow.openProgram<Program>(JSON.parse("{\"version\":1,\"files\":[\"main.af\"],\"types\":{\"Finding\":{\"id\":\"Finding\",\"named\":true,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"claim\",\"type\":{\"kind\":\"string\",\"min\":1,\"max\":80},\"optional\":false,\"doc\":\"One sentence.\"},{\"name\":\"source\",\"type\":{\"kind\":\"string\",\"min\":1,\"max\":40},\"optional\":true}]},\"doc\":\"One thing that was found.\",\"schema\":{\"description\":\"One thing that was found.\",\"type\":\"object\",\"properties\":{\"claim\":{\"description\":\"One sentence.\",\"type\":\"string\",\"minLength\":1,\"maxLength\":80},\"source\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40}},\"required\":[\"claim\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"type-Finding\",\"rules\":{\"type-Finding\":\"\\\"{\\\\\\\"claim\\\\\\\":\\\" string-1-80 (\\\",\\\\\\\"source\\\\\\\":\\\" string-1-40)? \\\"}\\\"\",\"string-1-80\":\"\\\"\\\\\\\"\\\" char{1,80} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\",\"string-1-40\":\"\\\"\\\\\\\"\\\" char{1,40} \\\"\\\\\\\"\\\"\"}},\"checkedAfter\":[]},\"Plan\":{\"id\":\"Plan\",\"named\":true,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"questions\",\"type\":{\"kind\":\"list\",\"element\":{\"kind\":\"string\",\"min\":1,\"max\":40},\"min\":1,\"max\":3},\"optional\":false}]},\"schema\":{\"type\":\"object\",\"properties\":{\"questions\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40},\"minItems\":1,\"maxItems\":3}},\"required\":[\"questions\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"type-Plan\",\"rules\":{\"type-Plan\":\"\\\"{\\\\\\\"questions\\\\\\\":\\\" list-82515b502c9b \\\"}\\\"\",\"list-82515b502c9b\":\"\\\"[\\\" string-1-40 part-122a5c766637{0,2} \\\"]\\\"\",\"string-1-40\":\"\\\"\\\\\\\"\\\" char{1,40} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\",\"part-122a5c766637\":\"\\\",\\\" string-1-40\"}},\"checkedAfter\":[]},\"#9bddc1fdfb55\":{\"id\":\"#9bddc1fdfb55\",\"named\":false,\"type\":{\"kind\":\"string\"},\"schema\":{\"type\":\"string\"},\"gbnf\":{\"root\":\"string\",\"rules\":{\"string\":\"\\\"\\\\\\\"\\\" char* \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#76daf91de72c\":{\"id\":\"#76daf91de72c\",\"named\":false,\"type\":{\"kind\":\"number\",\"integer\":true,\"min\":1,\"max\":5},\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5},\"gbnf\":{\"root\":\"int-from-1-to-5\",\"rules\":{\"int-from-1-to-5\":\"\\\"1\\\" | [2-4] | \\\"5\\\"\"}},\"checkedAfter\":[]},\"#a0a34f8c66be\":{\"id\":\"#a0a34f8c66be\",\"named\":false,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"word\",\"type\":{\"kind\":\"string\"},\"optional\":false,\"doc\":\"What to look for.\"},{\"name\":\"limit\",\"type\":{\"kind\":\"number\",\"integer\":true,\"min\":1,\"max\":5},\"optional\":true}]},\"schema\":{\"type\":\"object\",\"properties\":{\"word\":{\"description\":\"What to look for.\",\"type\":\"string\"},\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5}},\"required\":[\"word\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"record-6d592a95e0b0\",\"rules\":{\"record-6d592a95e0b0\":\"\\\"{\\\\\\\"word\\\\\\\":\\\" string (\\\",\\\\\\\"limit\\\\\\\":\\\" int-from-1-to-5)? \\\"}\\\"\",\"string\":\"\\\"\\\\\\\"\\\" char* \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\",\"int-from-1-to-5\":\"\\\"1\\\" | [2-4] | \\\"5\\\"\"}},\"checkedAfter\":[]},\"#63ab5a4e48ec\":{\"id\":\"#63ab5a4e48ec\",\"named\":false,\"type\":{\"kind\":\"list\",\"element\":{\"kind\":\"record\",\"fields\":[{\"name\":\"title\",\"type\":{\"kind\":\"string\",\"min\":1,\"max\":40},\"optional\":false}]}},\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40}},\"required\":[\"title\"],\"additionalProperties\":false}},\"gbnf\":{\"root\":\"list-b1ba6c946e73\",\"rules\":{\"list-b1ba6c946e73\":\"\\\"[\\\" (record-393678c6834d part-0689aba04865*)? \\\"]\\\"\",\"record-393678c6834d\":\"\\\"{\\\\\\\"title\\\\\\\":\\\" string-1-40 \\\"}\\\"\",\"string-1-40\":\"\\\"\\\\\\\"\\\" char{1,40} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\",\"part-0689aba04865\":\"\\\",\\\" record-393678c6834d\"}},\"checkedAfter\":[]},\"#b73573b5dd8e\":{\"id\":\"#b73573b5dd8e\",\"named\":false,\"type\":{\"kind\":\"string\",\"min\":1,\"max\":80},\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":80},\"gbnf\":{\"root\":\"string-1-80\",\"rules\":{\"string-1-80\":\"\\\"\\\\\\\"\\\" char{1,80} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#ce9d36283a61\":{\"id\":\"#ce9d36283a61\",\"named\":false,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"text\",\"type\":{\"kind\":\"string\",\"min\":1,\"max\":80},\"optional\":false}]},\"schema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":80}},\"required\":[\"text\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"record-84756751277b\",\"rules\":{\"record-84756751277b\":\"\\\"{\\\\\\\"text\\\\\\\":\\\" string-1-80 \\\"}\\\"\",\"string-1-80\":\"\\\"\\\\\\\"\\\" char{1,80} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#429cad1b3521\":{\"id\":\"#429cad1b3521\",\"named\":false,\"type\":{\"kind\":\"bool\"},\"schema\":{\"type\":\"boolean\"},\"gbnf\":{\"root\":\"value-c4524ca85408\",\"rules\":{\"value-c4524ca85408\":\"\\\"true\\\" | \\\"false\\\"\"}},\"checkedAfter\":[]},\"#e6ee1fd5257f\":{\"id\":\"#e6ee1fd5257f\",\"named\":false,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"topic\",\"type\":{\"kind\":\"string\"},\"optional\":false}]},\"schema\":{\"type\":\"object\",\"properties\":{\"topic\":{\"type\":\"string\"}},\"required\":[\"topic\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"record-c806b1731c78\",\"rules\":{\"record-c806b1731c78\":\"\\\"{\\\\\\\"topic\\\\\\\":\\\" string \\\"}\\\"\",\"string\":\"\\\"\\\\\\\"\\\" char* \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#043627841c7f\":{\"id\":\"#043627841c7f\",\"named\":false,\"type\":{\"kind\":\"record\",\"fields\":[{\"name\":\"question\",\"type\":{\"kind\":\"string\"},\"optional\":false}]},\"schema\":{\"type\":\"object\",\"properties\":{\"question\":{\"type\":\"string\"}},\"required\":[\"question\"],\"additionalProperties\":false},\"gbnf\":{\"root\":\"record-7eaa9d7f7dbe\",\"rules\":{\"record-7eaa9d7f7dbe\":\"\\\"{\\\\\\\"question\\\\\\\":\\\" string \\\"}\\\"\",\"string\":\"\\\"\\\\\\\"\\\" char* \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#9659f20a85dd\":{\"id\":\"#9659f20a85dd\",\"named\":false,\"type\":{\"kind\":\"string\",\"min\":1,\"max\":40},\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40},\"gbnf\":{\"root\":\"string-1-40\",\"rules\":{\"string-1-40\":\"\\\"\\\\\\\"\\\" char{1,40} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\"}},\"checkedAfter\":[]},\"#822255457767\":{\"id\":\"#822255457767\",\"named\":false,\"type\":{\"kind\":\"number\",\"integer\":true,\"min\":1,\"max\":3},\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":3},\"gbnf\":{\"root\":\"int-from-1-to-3\",\"rules\":{\"int-from-1-to-3\":\"\\\"1\\\" | \\\"2\\\" | \\\"3\\\"\"}},\"checkedAfter\":[]},\"#ecc4c0e94fab\":{\"id\":\"#ecc4c0e94fab\",\"named\":false,\"type\":{\"kind\":\"list\",\"element\":{\"kind\":\"ref\",\"id\":\"Finding\"}},\"schema\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/Finding\"},\"$defs\":{\"Finding\":{\"description\":\"One thing that was found.\",\"type\":\"object\",\"properties\":{\"claim\":{\"description\":\"One sentence.\",\"type\":\"string\",\"minLength\":1,\"maxLength\":80},\"source\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40}},\"required\":[\"claim\"],\"additionalProperties\":false}}},\"gbnf\":{\"root\":\"list-72fd6e5ff1f2\",\"rules\":{\"list-72fd6e5ff1f2\":\"\\\"[\\\" (type-Finding part-cb0c9d48c7e1*)? \\\"]\\\"\",\"type-Finding\":\"\\\"{\\\\\\\"claim\\\\\\\":\\\" string-1-80 (\\\",\\\\\\\"source\\\\\\\":\\\" string-1-40)? \\\"}\\\"\",\"string-1-80\":\"\\\"\\\\\\\"\\\" char{1,80} \\\"\\\\\\\"\\\"\",\"char\":\"[ -!#-[\\\\]-\\\\uD7FF\\\\uE000-\\\\U0010FFFF] | \\\"\\\\\\\\\\\" ([\\\"\\\\\\\\bfnrt] | \\\"u000\\\" [0-7be-f] | \\\"u001\\\" [0-9a-f])\",\"string-1-40\":\"\\\"\\\\\\\"\\\" char{1,40} \\\"\\\\\\\"\\\"\",\"part-cb0c9d48c7e1\":\"\\\",\\\" type-Finding\"}},\"checkedAfter\":[]}},\"models\":{},\"tools\":{\"lookup\":{\"id\":\"lookup\",\"at\":{\"file\":0,\"start\":187,\"end\":318,\"line\":11,\"column\":1},\"name\":\"lookup\",\"doc\":\"Looks a word up.\",\"parameters\":[{\"name\":\"word\",\"type\":\"#9bddc1fdfb55\",\"doc\":\"What to look for.\"},{\"name\":\"limit\",\"type\":\"#76daf91de72c\",\"default\":{\"op\":\"value\",\"value\":2}}],\"arguments\":\"#a0a34f8c66be\",\"result\":\"#63ab5a4e48ec\",\"from\":{\"kind\":\"module\",\"path\":\"tools.ts\",\"export\":\"lookup\"},\"timeoutMs\":120000,\"retry\":0,\"resultTokens\":1000,\"protected\":false,\"effect\":false},\"publish\":{\"id\":\"publish\",\"at\":{\"file\":0,\"start\":320,\"end\":419,\"line\":17,\"column\":1},\"name\":\"publish\",\"parameters\":[{\"name\":\"text\",\"type\":\"#b73573b5dd8e\"}],\"arguments\":\"#ce9d36283a61\",\"result\":\"#429cad1b3521\",\"from\":{\"kind\":\"module\",\"path\":\"tools.ts\",\"export\":\"publish\"},\"timeoutMs\":120000,\"retry\":0,\"resultTokens\":1000,\"protected\":true,\"effect\":true}},\"agents\":{\"planner\":{\"id\":\"planner\",\"at\":{\"file\":0,\"start\":421,\"end\":486,\"line\":23,\"column\":1},\"name\":\"planner\",\"parameters\":[{\"name\":\"topic\",\"type\":\"#9bddc1fdfb55\"}],\"arguments\":\"#e6ee1fd5257f\",\"result\":\"Plan\",\"prompt\":{\"op\":\"text\",\"parts\":[\"Plan \",{\"op\":\"name\",\"name\":\"topic\"},\".\"]},\"tools\":[],\"turns\":1,\"tokens\":1000,\"retry\":0,\"delegates\":0,\"handoff\":\"auto\"},\"researcher\":{\"id\":\"researcher\",\"at\":{\"file\":0,\"start\":488,\"end\":600,\"line\":25,\"column\":1},\"name\":\"researcher\",\"parameters\":[{\"name\":\"question\",\"type\":\"#9bddc1fdfb55\"}],\"arguments\":\"#043627841c7f\",\"result\":\"Finding\",\"prompt\":{\"op\":\"text\",\"parts\":[\"Find out: \",{\"op\":\"name\",\"name\":\"question\"}]},\"tools\":[{\"kind\":\"tool\",\"id\":\"lookup\"}],\"turns\":3,\"tokens\":1000,\"retry\":0,\"delegates\":0,\"handoff\":\"auto\"}},\"flows\":{\"investigate\":{\"id\":\"investigate\",\"name\":\"investigate\",\"at\":{\"file\":0,\"start\":638,\"end\":928,\"line\":32,\"column\":1},\"doc\":\"Finds things out about a topic.\",\"parameters\":[{\"name\":\"topic\",\"type\":\"#9659f20a85dd\",\"doc\":\"What it is about.\"},{\"name\":\"limit\",\"type\":\"#822255457767\",\"default\":{\"op\":\"value\",\"value\":2}}],\"result\":\"#ecc4c0e94fab\",\"tools\":[],\"body\":{\"nodes\":[{\"kind\":\"spine\",\"id\":\"investigate/spine\",\"at\":{\"file\":0,\"start\":747,\"end\":803,\"line\":37,\"column\":3},\"system\":{\"op\":\"value\",\"value\":\"You state only what you can support.\"},\"tools\":[{\"kind\":\"tool\",\"id\":\"lookup\"}]},{\"kind\":\"agent\",\"id\":\"investigate/plan\",\"at\":{\"file\":0,\"start\":817,\"end\":831,\"line\":38,\"column\":14},\"bind\":\"plan\",\"arguments\":{\"topic\":{\"op\":\"name\",\"name\":\"topic\"}},\"agent\":\"planner\"},{\"kind\":\"share\",\"id\":\"investigate/share\",\"at\":{\"file\":0,\"start\":834,\"end\":844,\"line\":39,\"column\":3},\"name\":\"plan\",\"value\":{\"op\":\"name\",\"name\":\"plan\"},\"type\":\"Plan\"},{\"kind\":\"parallel\",\"id\":\"investigate/parallel\",\"at\":{\"file\":0,\"start\":854,\"end\":926,\"line\":40,\"column\":10},\"bind\":\"$1\",\"name\":\"question\",\"list\":{\"op\":\"method\",\"of\":{\"op\":\"field\",\"of\":{\"op\":\"name\",\"name\":\"plan\"},\"name\":\"questions\"},\"name\":\"take\",\"arguments\":[{\"op\":\"name\",\"name\":\"limit\"}]},\"body\":{\"nodes\":[{\"kind\":\"agent\",\"id\":\"investigate/parallel/researcher\",\"at\":{\"file\":0,\"start\":904,\"end\":924,\"line\":40,\"column\":60},\"bind\":\"$2\",\"arguments\":{\"question\":{\"op\":\"name\",\"name\":\"question\"}},\"agent\":\"researcher\"}],\"value\":{\"op\":\"name\",\"name\":\"$2\"}}},{\"kind\":\"return\",\"id\":\"investigate/return\",\"at\":{\"file\":0,\"start\":847,\"end\":926,\"line\":40,\"column\":3},\"value\":{\"op\":\"name\",\"name\":\"$1\"}}]}},\"announce\":{\"id\":\"announce\",\"name\":\"announce\",\"at\":{\"file\":0,\"start\":930,\"end\":997,\"line\":43,\"column\":1},\"parameters\":[{\"name\":\"text\",\"type\":\"#b73573b5dd8e\"}],\"result\":\"#429cad1b3521\",\"tools\":[],\"body\":{\"nodes\":[{\"kind\":\"tool\",\"id\":\"announce/publish\",\"at\":{\"file\":0,\"start\":982,\"end\":995,\"line\":43,\"column\":53},\"bind\":\"$1\",\"arguments\":{\"text\":{\"op\":\"name\",\"name\":\"text\"}},\"tool\":\"publish\"},{\"kind\":\"return\",\"id\":\"announce/return\",\"at\":{\"file\":0,\"start\":975,\"end\":995,\"line\":43,\"column\":46},\"value\":{\"op\":\"name\",\"name\":\"$1\"}}]}}},\"tests\":[]}"), { directory: import.meta.dirname });

/** Finds things out about a topic. */
export const investigate: agentflow.Flow<InvestigateFlow> = $program.flow("investigate");

export const announce: agentflow.Flow<AnnounceFlow> = $program.flow("announce");
