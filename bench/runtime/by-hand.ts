/** The work of `scale.af` as one writes it by hand: one tool call for all, retries of what failed, checked values. */
import { z } from "zod";

const Finding = z.strictObject({ claim: z.string().min(1).max(80), confidence: z.number().min(0).max(1) });
type Finding = z.infer<typeof Finding>;
type Turn = { readonly call: string } | { readonly answer: unknown };
type Message = { readonly role: string; readonly content: string };
export interface Services {
  /** One turn of the model; it throws when it fails. */
  readonly model: (agent: number, messages: readonly Message[]) => Promise<Turn>;
  readonly lookup: (topic: string) => Promise<string>;
}

const TURNS = 4;

export async function researchAll(numbers: readonly number[], { model, lookup }: Services): Promise<Finding[]> {
  const calls = new Map<string, Promise<string>>();

  function sharedLookup(topic: string): Promise<string> {
    const known = calls.get(topic);
    if (known) return known;
    const call = lookup(topic);
    calls.set(topic, call);
    return call;
  }

  async function research(number: number): Promise<Finding> {
    const messages: Message[] = [
      { role: "system", content: "You state only what you can support." },
      { role: "user", content: `Find out what is known about number ${number}.` },
    ];
    for (let turn = 0; turn < TURNS; turn++) {
      try {
        const written = await model(number, messages);
        if ("answer" in written) return Finding.parse(written.answer);
        messages.push({ role: "assistant", content: `lookup ${written.call}` });
        const result = await sharedLookup(written.call);
        messages.push({ role: "tool", content: result });
      } catch (error) {
        messages.push({ role: "user", content: `That failed: ${String(error)}. Try again.` });
      }
    }
    throw new Error(`Researcher ${number} gave no value in ${TURNS} turns.`);
  }

  return await Promise.all(numbers.map(research));
}
