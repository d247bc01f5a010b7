/** Programs of every construct that runs, one inside the other. */
import fc from "fast-check";

const AGENT = fc
  .record({
    turns: fc.integer({ min: 1, max: 4 }),
    tokens: fc.integer({ min: 20, max: 400 }),
    retry: fc.integer({ min: 0, max: 2 }),
    reason: fc.constantFrom(0, 0, 40),
    tools: fc.constantFrom("", "", "[look]", "[look, note]", "[helper]", "[helper from spine, look]", "[deep, helper]"),
    result: fc.constantFrom("string", "string(1..40)", "Item", "Item[0..4]", "bool"),
    system: fc.boolean(),
  })
  .map((a) => (name: string) => {
    const lines = [
      `turns: ${a.tools === "" ? 1 : a.turns}`,
      `tokens: ${a.tokens}`,
      ...(a.retry > 0 ? [`retry: ${a.retry}`] : []),
      ...(a.reason > 0 ? [`reason: ${a.reason}`] : []),
      ...(a.tools === "" ? [] : [`tools: ${a.tools}`]),
      ...(a.tools.startsWith("[deep") ? ["delegates: 2"] : []),
      ...(a.system ? ['system: "You know the sea."'] : []),
      `prompt: "Say something of \${about}."`,
    ];
    return {
      text: `agent ${name}(about: json) -> ${a.result} {\n  ${lines.join("\n  ")}\n}`,
      list: a.result === "Item[0..4]",
    };
  });

type Statement = (names: () => string, about: string) => string;

/** What stands on the right of a `let`; gives its text, with the name of what it is about. */
const statement: fc.Memo<Statement> = fc.memo((depth) => {
  const agent = fc.constantFrom("one", "two").map(
    (name): Statement =>
      (_, about) =>
        `${name}(${about})`,
  );
  if (depth <= 1) return agent;
  const block = fc.array(statement(depth - 1), { minLength: 1, maxLength: 2 }).chain((parts) =>
    fc.boolean().map(
      (share): Statement =>
        (names, about) => {
          const bound = parts.map((part) => [names(), part] as const);
          const lines = bound.map(
            ([name, part]) => `let ${name} = ${part(names, about)}${share ? `\nshare ${name}` : ""}`,
          );
          const last = bound.at(-1)?.[0] ?? about;
          return `${lines.join("\n")}\none(${last})`;
        },
    ),
  );
  const max = fc.constantFrom("", "", "(max: 2)");
  return fc.oneof(
    agent,
    fc.tuple(block, max).map(
      ([body, limit]): Statement =>
        (names, _) => {
          const each = names();
          return `parallel${limit} ${each} in words {\n${body(names, each)}\n}`;
        },
    ),
    fc.tuple(statement(depth - 1), statement(depth - 1)).map(
      ([a, b]): Statement =>
        (names, about) => {
          const [x, y] = [names(), names()];
          return `chain {\n${x}: ${a(names, about)}\n${y}: ${b(names, x)}\n}`;
        },
    ),
    fc.tuple(statement(depth - 1), statement(depth - 1)).map(
      ([a, b]): Statement =>
        (names, about) => {
          const [x, y, z] = [names(), names(), names()];
          return `dag {\n${x}: ${a(names, about)}\n${y}: ${b(names, about)}\n${z}: two(${x}) after [${y}]\n}`;
        },
    ),
    fc.tuple(block, fc.integer({ min: 2, max: 8 })).map(
      ([body, count]): Statement =>
        (names, about) =>
          `diverge ${count} {\n${body(names, about)}\n} by vote`,
    ),
    fc.constant<Statement>((_, about) => `race { one(${about}), two(${about}) }`),
    fc.tuple(block, block).map(
      ([a, b]): Statement =>
        (names, about) =>
          `race { if words.contains("a") {\n${a(names, about)}\n} else { two(${about}) }, if words.contains("e") {\n${b(names, about)}\n} else { one(${about}) } }`,
    ),
    block.map(
      (body): Statement =>
        (names, about) => {
          const [map, each] = [names(), names()];
          return `fanout ${map} = lister(${about}) each ${each} in ${map} {\n${body(names, each)}\n}`;
        },
    ),
    block.map(
      (body): Statement =>
        (names, _) => {
          const each = names();
          return `chain ${each} in words {\n${body(names, each)}\n}`;
        },
    ),
    fc.tuple(block, fc.boolean()).map(
      ([body, asks]): Statement =>
        (names, _) => {
          const each = names();
          return `for ${each} in words${asks ? ` if sure(${each})` : ""} {\n${body(names, each)}\n}`;
        },
    ),
    fc.tuple(statement(depth - 1), statement(depth - 1), fc.constantFrom("", "(max: 1)")).map(
      ([a, b, limit]): Statement =>
        (names, about) => {
          const [x, y] = [names(), names()];
          return `parallel${limit} {\n${x}: ${a(names, about)}\n${y}: ${b(names, about)}\n}`;
        },
    ),
    fc.tuple(block, block).map(
      ([a, b]): Statement =>
        (names, about) =>
          `if sure(${about}) {\n${a(names, about)}\n} else {\n${b(names, about)}\n}`,
    ),
    fc.tuple(block, statement(depth - 1)).map(
      ([a, b]): Statement =>
        (names, about) =>
          `match words.unique().length {\n0 -> ${b(names, about)}\n_ -> if sure(${about}) {\n${a(names, about)}\n} else { "no" }\n}`,
    ),
    // Who goes on from a context: an agent, branches, a flow, and a whole chain of them.
    fc.constantFrom("two(CTX) from CTX", "(parallel EACH in words { two(EACH) }) from CTX", "part(CTX) from CTX").map(
      (goesOn): Statement =>
        (names, about) => {
          const [context, each] = [names(), names()];
          const last = goesOn.replaceAll("CTX", context).replaceAll("EACH", each);
          return `if sure(${about}) {\nlet ${context} = one(${about})\n${last}\n} else { "no" }`;
        },
    ),
    fc.integer({ min: 1, max: 4 }).map(
      (count): Statement =>
        (names, about) => {
          const round = names();
          return `repeat ${count} with ${round} = one(${about}) { one(${round}) from ${round} }`;
        },
    ),
    // What grows from round to round.
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()).map(
      ([count, share]): Statement =>
        (names, about) => {
          const [round, next] = [names(), names()];
          return `repeat ${count} with ${round} = "so: \${${about}}" {\nlet ${next} = merge(${round})\n${share ? `share ${next}\n` : ""}if sure(${next}) { break ${round} }\n"\${${round}}, \${${round}}, \${${next}}"\n}`;
        },
    ),
    fc.constant<Statement>((_, about) => `part(${about})`),
    fc.tuple(block, fc.integer({ min: 2, max: 3 }), fc.constantFrom("perplexity", "judge(chooser)")).map(
      ([body, count, by]): Statement =>
        (names, about) =>
          `diverge(max: 2) ${count} {\n${body(names, about)}\n} by ${by}`,
    ),
    fc.constant<Statement>((_, about) => `try look("\${${about}}") ?? [${about}]`),
    fc.constant<Statement>((_, about) => `if ask bool "Go on with \${${about}}?" { one(${about}) } else { "no" }`),
    statement(depth - 1).map(
      (inner): Statement =>
        (names, about) => {
          const [any, checked] = [names(), names()];
          return `try if words.contains("a") {\nlet ${any}: json = ${inner(names, about)}\nlet ${checked}: string(0..90) = ${any}\ntwo(${checked})\n} else { "no" }`;
        },
    ),
    block.map(
      (body): Statement =>
        (names, _) =>
          `reduce words by 2 {\n${body(names, "it")}\nmerge(it)\n} ?? "none"`,
    ),
    fc.tuple(block, fc.integer({ min: 1, max: 3 })).map(
      ([body, count]): Statement =>
        (names, about) => {
          const round = names();
          return `repeat ${count} with ${round} = one(${about}) {\n${body(names, round)}\n}`;
        },
    ),
    statement(depth - 1).map(
      (inner): Statement =>
        (names, about) =>
          `try ${inner(names, about)}`,
    ),
  );
});

/** Texts of programs whose flow `main` has a text and a list of texts for parameters. */
export const programs: fc.Arbitrary<string> = fc
  .record({
    one: AGENT,
    two: AGENT,
    spine: fc.boolean(),
    part: fc.boolean(),
    statements: fc.array(fc.tuple(statement(3), fc.boolean()), { minLength: 1, maxLength: 3 }),
  })
  .map(({ one, two, spine, part, statements }) => {
    let last = 0;
    const names = () => `v${++last}`;
    const lines = statements.map(([make, share]) => {
      const name = names();
      return `let ${name} = ${make(names, "topic")}${share ? `\nshare ${name}` : ""}`;
    });
    return `schema Item { name: string(1..30), tags: string(0..10)[0..3] }
tool look(what: string) -> Item[] { from: "./tools.ts", result: 60, retry: 1 }
tool note(text: string) -> string { from: "./tools.ts" }
agent helper(what: string) -> string(1..60) { tokens: 60, prompt: "Help with \${what}." }
agent deep(what: string) -> string(1..40) { tools: [deep, look], turns: 2, tokens: 50, delegates: 2, prompt: "Go into \${what}." }
agent lister(about: json) -> string(1..20)[0..4] { tokens: 80, prompt: "List \${about}." }
agent sure(about: json) -> bool { prompt: "Are you sure of \${about}?" }
agent chooser(attempts: json) -> int(0..8) { prompt: "Which of \${attempts}?" }
agent merge(about: json) -> string { tokens: 90, prompt: "Merge \${about}." }
${one("one").text}
${two("two").text}
flow part(about: json) -> json {
  ${part ? 'spine { system: "In part, of ${about}.", tools: [look] }' : ""}
  let _said = two(about)
  share _said
  if sure(about) { return _said }
  return one("\${about} again")
}
flow main(topic: string, words: string[]) -> json {
${spine ? 'spine { system: "Of ${topic}, briefly." }' : ""}
${lines.join("\n")}
return v${last > 0 ? 1 : 0}
}
`;
  });
