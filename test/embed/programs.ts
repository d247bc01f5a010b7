/** Programs that the tests of the library run. */

/** A plan, some findings side by side with a tool of its own, and a report. */
export const INVESTIGATE = `/// One thing that was found.
schema Finding {
  /// One sentence.
  claim: string(1..80)
  source?: string(1..40)
}

schema Plan { questions: string(1..40)[1..3] }

/// Looks a word up.
tool lookup(
  /// What to look for.
  word: string,
  limit: int(1..5) = 2,
) -> { title: string(1..40) }[] { from: "./tools.ts" }

tool publish(text: string(1..80)) -> bool {
  from: "./tools.ts"
  effect: true
  protected: true
}

agent planner(topic: string) -> Plan { prompt: "Plan \${topic}." }

agent researcher(question: string) -> Finding {
  tools: [lookup]
  turns: 3
  prompt: "Find out: \${question}"
}

/// Finds things out about a topic.
flow investigate(
  /// What it is about.
  topic: string(1..40),
  limit: int(1..3) = 2,
) -> Finding[] {
  spine { system: "You state only what you can support." }
  let plan = planner(topic)
  share plan
  return parallel question in plan.questions.take(limit) { researcher(question) }
}

flow announce(text: string(1..80)) -> bool { return publish(text) }
`;

/** One agent, nothing else. */
export const GREET = `agent greeter(name: string) -> { text: string(1..80) } { prompt: "Greet \${name}." }
flow greet(name: string = "you") -> { text: string(1..80) } { return greeter(name) }
`;
