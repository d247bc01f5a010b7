import { scoped } from "effection";
import { expect, test } from "vitest";
import type { Context } from "../../../runtime/context/context.ts";
import { families, layoutOfFamily } from "../layout/wrappers.ts";
import { contextOf, expectExactAccounts, playing, prompt, takeTurn } from "./playing.ts";

// Both open a model's turn with an empty thought, one because its template opens a thought itself.
for (const name of ["qwen-3", "jinja-thinking"]) {
  test(`a turn that thinks has one thought and no empty one before it, for ${name}`, async () => {
    const family = families.find((each) => each.name === name);
    if (!family) throw new Error(`There is no family ${name}.`);
    const script = { agent: [{ reason: "Hm.", answer: "First." }, { answer: "Second." }] };
    await playing({ layout: layoutOfFamily(family), script }, function* (engine) {
      const made: { context: Context; tokens: readonly number[]; text: string }[] = [];
      yield* scoped(function* () {
        const lease = yield* engine.admit({ context: contextOf("Why?"), reserve: 200, path: "agent" });
        for (const reason of [20, 0]) {
          const end = yield* takeTurn(lease, { reason });
          expect(end.kind).toBe("answer");
          yield* expectExactAccounts(engine);
          const [branch = 0] = engine.device.live();
          made.push({
            context: end.context,
            tokens: engine.device.tokensOf(branch),
            text: engine.device.textOf(branch),
          });
          yield* lease.append([prompt("And?")]);
        }
      });
      const [thought, quick] = made;
      expect(thought?.text.match(/<think>/g)).toHaveLength(1);
      expect(thought?.text).toMatch(/<think>\nHm\.\n<\/think>\n\n"First\."$/);
      // The one that answers at once has the empty thought, as the model was trained.
      expect(quick?.text).toMatch(/<think>\n\n<\/think>\n\n"Second\."$/);
      for (const { context, tokens } of made) {
        yield* scoped(function* () {
          yield* engine.admit({ context, reserve: 1, path: "reader" });
          expect(engine.device.tokensOf(engine.device.live().at(-1) ?? 0)).toEqual(tokens);
          yield* expectExactAccounts(engine);
        });
      }
    });
  });
}
