import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { GOODS } from "../lexicon.ts";
import { type Field, listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";

/** What messages are about: names of a label for it, and ways to say it. `{p}` is a product, `{m}` an amount of money. */
const TOPICS: Readonly<Record<string, { readonly labels: readonly string[]; readonly said: readonly string[] }>> = {
  billing: {
    labels: ["billing", "billing", "payment", "money", "invoice"],
    said: [
      "You charged me {m} for nothing.",
      "My invoice shows {m}, but I ordered only one {p}.",
      "I have been billed {m} again.",
      "Please pay back the {m}.",
      "I paid {m} and got no invoice.",
      "The price was {m}, and you took more.",
      "There is a wrong amount on my bill.",
      "Why is my bill so high?",
      "I see two payments of {m} on my card.",
      "I was charged for a {p} that I never ordered.",
      "Can I get my money back for the {p}?",
      "My credit card was charged twice.",
      "I was charged {m} twice.",
      "I was charged {m} for the {p} that I returned.",
      "My card was charged {m} and I don't know why.",
      "You billed me {m} too much.",
      "I paid {m} for the {p} and want a refund.",
      "Please refund the {m} that I paid for the {p}.",
      "The invoice for the {p} is wrong.",
      "My payment of {m} did not go through.",
      "There is a charge of {m} on my card that I never made.",
      "I was promised a discount, but the bill says {m}.",
      "Where is my refund of {m}?",
      "The invoice says {m}, but I paid already.",
      "I got two bills for the {p}.",
      "Why was I charged {m}?",
      "I want my {m} back.",
      "You took {m} from my account twice.",
    ],
  },
  bug: {
    labels: ["bug", "bug", "fault", "defect", "error"],
    said: [
      "The app crashes.",
      "The app keeps crashing when I upload a photo.",
      "Your website is down.",
      "The {p} stopped after an hour.",
      "The login page shows an error.",
      "I can't open my files.",
      "The {p} makes a strange noise and stops.",
      "The button does nothing.",
      "My data is gone after the update.",
      "The page does not load.",
      "The app is very slow and then freezes.",
      "The {p} is not working at all.",
      "The {p} doesn't work.",
      "The {p} stopped working.",
      "The app crashes when I open the {p} page.",
      "My {p} is broken.",
      "I get an error when I log in.",
      "The page stays blank when I click on {p}.",
      "The {p} crashes every time.",
      "Nothing happens when I press the save button.",
      "The screen freezes after the update.",
      "The {p} shows the wrong time.",
      "The search gives an error.",
      "Since the update my {p} does not start.",
      "The download fails with an error.",
      "The {p} turns itself off.",
      "I can't log in, the page is broken.",
      "The {p} won't load.",
    ],
  },
  question: {
    labels: ["question", "question", "howto", "help", "info"],
    said: [
      "How does the {p} work?",
      "What is the difference between the two plans?",
      "Where can I see my orders?",
      "Can I change my address?",
      "How long does the {p} last?",
      "Is the {p} made of wood?",
      "How do I print my {p}?",
      "Can you tell me where to find the manual?",
      "What are your opening hours?",
      "How do I invite a friend?",
      "Do you sell a {p}?",
      "Could you explain how to share a folder?",
      "How do I export my data?",
      "How do I change the {p}?",
      "How can I use the {p} at home?",
      "Where do I find the {p} settings?",
      "Can I use the {p} with two accounts?",
      "What does the {p} button do?",
      "Is there a way to print the {p} list?",
      "How do I change my password?",
      "How do I add a second user?",
      "Which {p} should I take?",
      "Could you tell me how the {p} works?",
      "Do you have a {p} in blue?",
      "When do you open on Sundays?",
      "How do I reset the {p}?",
      "Can you explain how to import a file?",
      "Does the {p} work without a cable?",
    ],
  },
  cancel: {
    labels: ["cancel", "cancellation", "leaving"],
    said: [
      "I want to cancel my subscription.",
      "Please cancel my order of the {p}.",
      "Cancel my account, please.",
      "I don't want the {p} any more, please cancel it.",
      "I'd like to end my plan.",
      "Please close my account.",
      "Stop my subscription.",
      "I am leaving, please delete my account.",
    ],
  },
  delivery: {
    labels: ["delivery", "shipping", "parcel"],
    said: [
      "My {p} has not arrived yet.",
      "The parcel with the {p} is late.",
      "Where is my parcel?",
      "The {p} was sent to the wrong address.",
      "The parcel arrived without the {p}.",
      "The driver left my parcel in the rain.",
      "I'm still waiting for the {p} to be delivered.",
      "The tracking says that the {p} was delivered, but it was not.",
    ],
  },
  praise: {
    labels: ["praise", "thanks", "compliment"],
    said: [
      "I love the new {p}.",
      "Thank you for the quick help with the {p}.",
      "Great service, well done!",
      "The {p} is wonderful.",
      "Your team was very friendly.",
      "I am very happy with the {p}.",
      "Best {p} that I ever had.",
      "Everything works perfectly, thank you.",
    ],
  },
};
const USUAL = ["billing", "bug", "question"];

const URGENT = [
  "I need this ASAP.",
  "Please fix this right away.",
  "It can't wait until tomorrow.",
  "I need help now!",
  "Please fix it now.",
  "Please fix this as soon as you can.",
  "Please fix it today!",
  "Please help today!",
  "It is urgent.",
  "This is urgent!",
  "I need an answer right now.",
  "I need it today.",
  "Please hurry!",
  "As soon as possible, please.",
  "Please do it immediately.",
  "I can't wait any longer!",
  "This can't wait.",
  "Please answer right now, it is urgent.",
];
const ASIDES = [
  "I bought it in {q}.",
  "I live in {q}.",
  "I have been a customer for {y} years.",
  "I am writing from {q}.",
  "It has been like this for {y} days.",
  "My friend {q} has the same.",
  "I have told you {y} times.",
  "I tried it {y} times.",
];
const CALM = [
  "Thanks.",
  "Thank you!",
  "No hurry.",
  "It is not urgent.",
  "Take your time.",
  "Whenever you find the time.",
  "Have a nice day.",
  "",
  "",
  "",
  "",
  "There is no rush.",
];
const INTRODUCED = [
  "Hi, I'm {n}. {b}",
  "Hello, {n} here. {b}",
  "Hi, I am {n}. {b}",
  "hi, {n} here. {b}",
  "My name is {n} and I have a problem. {b}",
  "{b} Thanks, {n}",
  "{b} {n}",
  "{b} - {n}",
  "{b} Kind regards, {n}",
  "Dear Sir or Madam, {b} Yours sincerely, {n}",
  "Hi, I'm {n}. {b}",
  "Hello, {n} here. {b}",
  "Hi, this is {n}. {b}",
  "My name is {n}. {b}",
  "Hello, my name is {n}. {b}",
  "Dear team, I am {n}. {b}",
  "{n} here. {b}",
  "Hi! {b} {n}",
  "Hello, {b} Regards, {n}",
  "{b} Best, {n}",
  "{b} Best wishes, {n}",
  "{b} Yours, {n}",
  "Good morning, {n} here. {b}",
  "Good day, I'm {n}. {b}",
  "Hey, it's {n}. {b}",
];

const PROMPTS = [
  "Read this support message and fill in the ticket.\n\n${message}",
  "Read this message and fill in the record.\n\n${message}",
  "Fill in the ticket from this message.\n\n${message}",
  "Turn this message into a ticket: ${message}",
  "Read: ${message}",
  "What does this customer want?\n\n${message}",
  "${message}",
  "Note down what this message says.\n\n${message}",
];
const SYSTEMS = [
  "You sort support messages.",
  "You read support messages.",
  "You work at the help desk.",
  "You take notes for the support team.",
  "You help a shop with its mail.",
  "You are careful.",
];

/** A support message becomes a ticket. */
export function ticketLesson(speaker: Speaker, inputs: number): Lesson {
  const topics = speaker.chance(50)
    ? speaker.chance(60)
      ? USUAL
      : speaker.some(USUAL, 3)
    : speaker.some(Object.keys(TOPICS), 2, 5);
  const labels = new Map(
    topics.map((topic) => [topic, speaker.chance(50) ? topic : speaker.pick(TOPICS[topic]?.labels ?? [topic])]),
  );
  const documented = speaker.chance(50);
  const doc = (texts: readonly string[]): string | undefined => (documented ? speaker.wording(texts) : undefined);
  const kind = speaker.pick(["kind", "kind", "topic", "category", "about", "type", "label"]);
  const urgent = speaker.pick(["urgent", "urgent", "urgent", "hurry", "pressing"]);
  const customer = speaker.pick(["customer", "customer", "name", "sender", "person", "client"]);
  const amount = speaker.pick(["amount", "amount", "sum", "money", "price"]);
  const fields: (Field & { readonly of: string })[] = [
    { of: "kind", name: kind, type: [...labels.values()].map((label) => `"${label}"`).join(" | ") },
    { of: "urgent", name: urgent, type: "bool", doc: undefined },
    {
      of: "customer",
      name: customer,
      type: speaker.pick(["string(1..60)", "string(1..60)", "string(1..80)", "string"]),
      doc: doc([
        "The customer's name, as written.",
        "The name, as written.",
        "Who wrote it.",
        "The name of who wrote it.",
        "The writer's name.",
      ]),
    },
    {
      of: "amount",
      name: amount,
      type: "number",
      optional: true,
      doc: doc([
        "The amount of money named, if any.",
        "The amount named, if any.",
        "Money, if any is named.",
        "How much money, if any.",
      ]),
    },
  ];
  const kept = speaker.chance(60) ? fields : speaker.some(fields, 2, 4);
  const ordered = speaker.chance(70) ? fields.filter((field) => kept.includes(field)) : kept;
  const name = speaker.pick(["Ticket", "Ticket", "Case", "Message", "Note", "Entry"]);
  const about = speaker.chance(50)
    ? speaker.wording([
        "What a support message is about.",
        "What a message says.",
        "A support case.",
        "What a customer wants.",
      ])
    : undefined;

  const examples = Array.from({ length: inputs }, () => {
    const topic = speaker.pick(topics);
    const { money, written } = amountOf(speaker);
    const said = speaker.wording(TOPICS[topic]?.said ?? []);
    const named = said.includes("{m}");
    const pressing = speaker.chance(45);
    const shown = speaker.pick([
      `${written} dollars`,
      `${written} dollars`,
      `${written} euros`,
      `$${written}`,
      `$${written}`,
      `${written} pounds`,
    ]);
    const aside = speaker.chance(20)
      ? ` ${speaker.pick(ASIDES)}`
          .replace("{q}", () => speaker.proper())
          .replace("{y}", () => String(speaker.whole(2, 20)))
      : "";
    const problem = said.replaceAll("{m}", shown).replaceAll("{p}", thing(speaker)) + aside;
    const plea = pressing ? speaker.wording(URGENT) : speaker.pick(CALM);
    const joined =
      pressing && speaker.chance(30) && /[.]$/.test(problem)
        ? `${problem.slice(0, -1)}, ${plea.charAt(0).toLowerCase()}${plea.slice(1).replace(/^i /, "I ")}`
        : [problem, plea].filter((part) => part !== "").join(" ");
    const person = speaker.chance(85) ? speaker.person() : speaker.given();
    const text = speaker
      .wording(INTRODUCED)
      .replace("{n}", () => person)
      .replace("{b}", () => joined);
    const values: Record<string, Json> = {};
    for (const { of, name: field } of ordered) {
      if (of === "kind") values[field] = labels.get(topic) ?? topic;
      if (of === "urgent") values[field] = pressing;
      if (of === "customer") values[field] = person;
      if (of === "amount" && named) values[field] = money;
    }
    return { text, values };
  });
  const near = neighbours(speaker);
  const agent = speaker.pick(["reader", "reader", "clerk", "sorter", "desk"]);
  return {
    source: listProgram({
      head: schemaText(name, ordered, about),
      agent,
      parameters: { message: "string" },
      result: name,
      prompt: speaker.chance(50) ? (PROMPTS[0] ?? "") : speaker.wording(PROMPTS),
      system: speaker.chance(75) ? speaker.wording(SYSTEMS) : undefined,
      shares: near.shares,
    }),
    arguments: { items: examples.map(({ text }) => text), ...near.values },
    pupils: { [agent]: { kind: "record", turns: examples.map(({ values }) => [{ answer: values }]) } },
  };
}

function thing(speaker: Speaker): string {
  return speaker.chance(70) ? speaker.word(GOODS) : speaker.madeUp(2);
}

/** An amount of money, and how people write it. */
function amountOf(speaker: Speaker): { readonly money: number; readonly written: string } {
  const whole = speaker.whole(2, 999);
  if (speaker.chance(70)) return { money: whole, written: String(whole) };
  const cents = speaker.chance(40) ? speaker.pick([50, 99, 95, 20]) : speaker.below(90) + 10;
  return { money: Number(`${whole}.${cents}`), written: `${whole}.${cents}` };
}
