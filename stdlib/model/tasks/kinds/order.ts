import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { COLOURS, DAYS, GOODS, GROUPS, PLACES } from "../lexicon.ts";
import { type Field, listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";

/** Something that is said and can be noted down: its value, and how a field for it may be declared. */
interface Fact {
  readonly names: readonly string[];
  readonly type: string;
  readonly docs: readonly string[];
  readonly optional?: boolean;
}

interface Domain {
  readonly schema: readonly string[];
  readonly systems: readonly string[];
  readonly prompts: readonly string[];
  readonly facts: Readonly<Record<string, Fact>>;
  /** A text and what it says of each fact. */
  say(speaker: Speaker): { readonly text: string; readonly values: Readonly<Record<string, Json>> };
}

const text = (names: readonly string[], docs: readonly string[], optional = false): Fact => ({
  names,
  type: "string(1..60)",
  docs,
  optional,
});

const ORDER: Domain = {
  schema: ["Order", "Purchase", "Sale"],
  systems: ["You take orders.", "You work in a shop.", "You keep the books of a shop.", "You write down orders."],
  prompts: [
    "Read this order.\n\n${message}",
    "Write down this order: ${message}",
    "Fill in the order from this message.\n\n${message}",
    "${message}",
    "What is ordered here?\n\n${message}",
  ],
  facts: {
    item: text(
      ["item", "product", "article"],
      ["What is ordered, as written.", "The thing ordered.", "What they want."],
    ),
    count: { names: ["count", "quantity", "pieces"], type: "int(1..)", docs: ["How many.", "The number of pieces."] },
    customer: text(["customer", "name", "buyer"], ["Who orders.", "The customer's name."]),
    city: text(["city", "town", "place"], ["Where it goes, if it is said.", "The town, if named."], true),
    colour: text(["colour", "color"], ["The colour, if any.", "Its colour, if named."], true),
  },
  say(speaker) {
    const item = speaker.chance(60) ? speaker.word(GOODS) : speaker.madeUp(2);
    const count = speaker.chance(30) ? 1 : speaker.whole(2, 60);
    const colour = speaker.chance(40) ? speaker.pick(COLOURS) : undefined;
    const city = speaker.chance(50) ? speaker.proper() : undefined;
    const customer = speaker.person();
    const many = `${count === 1 ? speaker.pick(["a", "one", "1"]) : count} ${colour ? `${colour} ` : ""}${item}${count === 1 ? "" : "s"}`;
    const to = city ? ` ${speaker.pick(["in", "from"])} ${city}` : "";
    const said = speaker.wording([
      `Please send ${many} to ${customer}${to}.`,
      `${customer}${to} orders ${many}.`,
      `I'd like ${many}, please. ${customer}${to}`,
      `Hello, I'm ${customer}${to} and I need ${many}.`,
      `Order for ${customer}${to}: ${many}.`,
      `${customer}${to} wants ${many}.`,
      `We need ${many} for ${customer}${to}.`,
      `Hi, ${customer}${to} here, can I have ${many}?`,
    ]);
    return {
      text: said,
      values: {
        item: count === 1 ? item : `${item}s`,
        count,
        customer,
        ...(city && { city }),
        ...(colour && { colour }),
      },
    };
  },
};

const NOTICE: Domain = {
  schema: ["Event", "Notice", "Meeting", "Appointment"],
  systems: ["You keep the calendar.", "You read notices.", "You plan the week.", "You write down events."],
  prompts: [
    "Read this notice.\n\n${message}",
    "Put this into the calendar: ${message}",
    "Fill in the event from this notice.\n\n${message}",
    "${message}",
    "What happens, and when?\n\n${message}",
  ],
  facts: {
    what: text(["what", "title", "event"], ["What takes place.", "The event."]),
    day: {
      names: ["day", "weekday"],
      type: DAYS.map((day) => `"${day}"`).join(" | "),
      docs: ["The day of the week."],
    },
    date: { names: ["date", "on"], type: "date", docs: ["The day."] },
    time: text(["time", "begins", "start"], ["When it begins.", "The time of day."]),
    place: text(["place", "where", "location"], ["Where it is."]),
    host: text(["host", "by", "contact"], ["Who leads it, if named.", "Who invites, if named."], true),
  },
  say(speaker) {
    const what = `${speaker.chance(60) ? speaker.proper() : speaker.pick(["annual", "weekly", "summer", "winter", "first", "open"])} ${speaker.word(GROUPS)}`;
    const day = speaker.pick(DAYS);
    const date = `20${2 + speaker.below(2)}${speaker.below(10)}-${two(1 + speaker.below(12))}-${two(1 + speaker.below(28))}`;
    const time = `${speaker.whole(7, 22)}:${speaker.pick(["00", "15", "30", "45"])}`;
    const place = `${speaker.proper()} ${speaker.pick(PLACES)}`;
    const host = speaker.chance(50) ? speaker.person() : undefined;
    const by = host
      ? speaker.pick([` ${host} leads it.`, ` ${host} invites you.`, ` It is led by ${host}.`, ` Ask ${host}.`])
      : "";
    const dated = speaker.chance(50);
    const on = dated ? `on ${date}` : `on ${day}`;
    const said = speaker.wording([
      `The ${what} is ${on} at ${time} in ${place}.${by}`,
      `Come to the ${what} in ${place} ${on} at ${time}.${by}`,
      `At ${time} ${on} the ${what} begins in ${place}.${by}`,
      `${on.charAt(0).toUpperCase()}${on.slice(1)} at ${time}: ${what} in ${place}.${by}`,
      `In ${place} ${on}: the ${what}, at ${time}.${by}`,
      `The ${what} takes place in ${place} ${on} at ${time}.${by}`,
    ]);
    return { text: said, values: { what, ...(dated ? { date } : { day }), time, place, ...(host && { host }) } };
  },
};

const two = (number: number): string => String(number).padStart(2, "0");

/** An order or the notice of an event becomes a record. */
export function orderLesson(speaker: Speaker, inputs: number): Lesson {
  const domain = speaker.chance(50) ? ORDER : NOTICE;
  const dated = speaker.chance(50);
  const known = Object.keys(domain.facts).filter((fact) => fact !== (dated ? "day" : "date"));
  const chosen = speaker.chance(50) ? known : speaker.some(known, 2, 4);
  const documented = speaker.chance(40);
  const fields = chosen.map((of): Field & { readonly of: string } => {
    const fact = domain.facts[of];
    const { names = [], docs = [], type = "string", optional = false } = fact ?? {};
    return { of, name: speaker.pick(names), type, optional, doc: documented ? speaker.pick(docs) : undefined };
  });
  const examples: { readonly text: string; readonly values: Record<string, Json> }[] = [];
  while (examples.length < inputs) {
    const { text: said, values } = domain.say(speaker);
    if (fields.some(({ of, optional }) => !optional && values[of] === undefined)) continue;
    const answer: Record<string, Json> = {};
    for (const { of, name } of fields) if (values[of] !== undefined) answer[name] = values[of];
    examples.push({ text: said, values: answer });
  }
  const near = neighbours(speaker);
  const name = speaker.pick(domain.schema);
  const agent = speaker.pick(["reader", "clerk", "scribe", "keeper"]);
  return {
    source: listProgram({
      head: schemaText(name, fields),
      agent,
      parameters: { message: "string" },
      result: name,
      prompt: speaker.wording(domain.prompts),
      system: speaker.chance(70) ? speaker.wording(domain.systems) : undefined,
      shares: near.shares,
    }),
    arguments: { items: examples.map((example) => example.text), ...near.values },
    pupils: { [agent]: { kind: "record", turns: examples.map(({ values }) => [{ answer: values }]) } },
  };
}
