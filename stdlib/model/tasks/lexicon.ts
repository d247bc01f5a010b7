/** Words that tasks are made of, written for this project. */

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Beginnings of made-up names; with the other parts they give some hundred thousand. */
export const ONSETS = list(`
  b br c ch cl d dr f fl g gr h j k kr l m n p pr qu r s sh sk sl st t th tr v w y z
  b d f g h k l m n p r s t v b d f g h k l m n p r s t v
`);
export const VOWELS = list("a e i o u a e i o u a e i o u ai ea ie io ou");
export const CODAS = ["", "", "", "", "l", "n", "r", "s", "m", "k", "t", "d", "nd", "rt", "ll", "ck", "x", "ng", "v"];
/** Seldom letters, so that a name with one of them can be written too. */
export const ACCENTS: readonly (readonly [string, string])[] = [
  ["a", "á"],
  ["e", "é"],
  ["i", "í"],
  ["o", "ö"],
  ["u", "ü"],
  ["n", "ñ"],
  ["o", "ø"],
  ["a", "å"],
];

export const GIVEN_NAMES = list(`
  Ana Tom Maria John Lena Omar Priya Chen Sofia David Emma Noah Olga Peter Rosa Samir Tara Ugo Vera Wei Yuki Zoe
  Adam Beth Carl Dina Erik Fatima Greta Hugo Iris Jonas Karin Leo Mina Nils Oscar Paula Ravi Sara Theo Una Viktor
  Alice Bob James Mary Linda Robert Anna Lucas Mia Ella Ben Clara Daniel Eva Frank Grace Henry Ida Jack Kate Laura
  Mark Nina Oliver Paul Ruth Simon Tina Victor Wendy Xenia Yara Zack Amir Bella Carlos Diego Elena Felix Gina Hans
  Ivan Julia Kevin Lisa Max Nora Otto Pia Quentin Rita Steve Thomas Ursula Vincent Walter Alex Sam Chris Kim Lee
`);

export const FAMILY_NAMES = list(`
  Silva Reed Garcia Smith Weber Hassan Patel Wang Rossi Brown Jones Berg Novak Costa Khan Meyer Olsen Tanaka Kim
  Lopez Miller Clark Evans Fischer Green Hall Ivanov Jensen King Lewis Moore Nguyen Ortiz Park Quinn Roth Stone Young
  Adams Baker Cooper Diaz Edwards Foster Gray Hughes Jackson Kelly Long Morgan Nelson Owen Perez Ross Scott Turner
  Walker Wood Wright Taylor Davis Wilson Johnson Williams Martin Thompson White Harris Allen Hill Campbell Mitchell
  Carter Roberts Phillips Parker Collins Murphy Bailey Rivera Cox Ward Peterson Ramirez Watson Brooks Sanders Price
`);

/** What people buy and use, in the singular; all take an `s`. */
export const GOODS = list(`
  lamp chair table mug cup plate bowl spoon knife pan pot kettle clock mirror pillow blanket towel carpet curtain
  basket bucket brush broom ladder hammer drill saw nail screw rope chain lock key bag backpack wallet belt hat
  scarf glove jacket shirt sweater shoe boot sock ring necklace watch phone laptop tablet printer camera speaker
  headphone charger cable keyboard monitor router battery bulb book notebook pen pencil ruler eraser poster map
  puzzle ball racket bike helmet tent candle vase plant tree seed rake shovel hose fence bench swing slide kite
  drum guitar flute violin piano apple pear melon cake pie cookie sandwich pizza ticket card stamp envelope sticker
`);
export const COLOURS = list(
  "red blue green black white yellow brown grey purple orange pink silver golden dark bright",
);

/** What may have an effect on something else, without an article. */
export const THINGS = list(`
  tea coffee caffeine sugar salt milk water juice chocolate bread meat fish fruit garlic honey vinegar wine beer
  light darkness noise music silence heat cold rain snow wind fog sunlight moonlight humidity pressure altitude
  exercise running swimming walking yoga stretching dancing reading writing singing gardening cooking travel work
  stress laughter boredom hunger thirst fear anger joy sleep memory attention mood learning concentration digestion
  growth health pulse breathing balance strength speed vision hearing taste appetite weight skin hair bone traffic
  pollution smoke dust plastic paper steel glass wood cotton soil sand clay compost fertiliser moss grass clover
  bees birds cats dogs horses cows sheep ants worms naps dreams screens phones games homework holidays meetings
  money taxes wages prices rents trade tourism advertising sport school weather climate tides waves currents
  erosion rust mould bacteria vitamins protein iron zinc calcium iodine oxygen ozone nitrogen yields harvests
`);

export const DAYS = list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
export const GROUPS = list(`
  choir club team class council band orchestra society committee league circle workshop seminar market fair concert
  lecture meeting dinner party tour race match exhibition auction festival course training rehearsal
`);
export const PLACES = list(
  "Hall Park Square House Library School Church Museum Garden Bridge Tower Station Theatre Room",
);
