/** Lists of common words, one list a kind, written for this project: what the small model's vocabulary is trained on. */

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

export const FIRST_NAMES = list(`
  Ana Tom Maria John Lena Omar Priya Chen Sofia David Emma Noah Olga Peter Rosa Samir Tara Ugo Vera Wei Yuki Zoe
  Adam Beth Carl Dina Erik Fatima Greta Hugo Iris Jonas Karin Leo Mina Nils Oscar Paula Ravi Sara Theo Una Viktor
`);

export const LAST_NAMES = list(`
  Silva Reed Garcia Smith Weber Hassan Patel Wang Rossi Brown Jones Berg Novak Costa Khan Meyer Olsen Tanaka Kim
  Lopez Miller Clark Evans Fischer Green Hall Ivanov Jensen King Lewis Moore Nguyen Ortiz Park Quinn Roth Stone Young
`);

export const THINGS = list(`
  invoice account order payment password report export file page app button screen subscription plan refund card
  email message address phone laptop update version setting feature link login profile team project folder document
  calendar meeting ticket question answer problem error bug crash charge bill price discount delivery package return
  tea coffee sleep caffeine water sugar milk bread salt garden tree river mountain ocean tide moon sun star planet
  wind rain snow storm season summer winter spring autumn forest field farm animal bird fish horse dog cat bee flower
  city street bridge house room door window table chair lamp book paper pen letter word sentence story song picture
  heart brain body blood bone muscle skin eye ear hand foot health medicine doctor patient study research evidence
  source claim result method sample group number average rate level change effect cause risk benefit cost value time
  hour day week month year morning evening night minute second energy light heat sound speed force weight size shape
  child parent friend teacher student worker engineer writer reader customer user person people company market school
  train car bus ship plane road map country island border government law right history war peace language culture art
`);

export const VERBS = list(`
  is are was were be has have had do does did can could will would should may might must need want like know think
  say tell ask answer show find look see read write send get give take make use try help fix change add remove open
  close start stop run move turn keep hold bring buy sell pay charge cancel update export import load save delete
  work fail break crash wait call return share check test measure compare improve reduce increase affect cause
  support refute depend explain describe include contain follow lead grow rise fall sleep drink eat walk learn teach
`);

export const QUALITIES = list(`
  good bad new old big small long short high low early late fast slow strong weak hot cold warm cool dark bright full
  empty open free busy easy hard simple clear wrong right true false same different important likely possible common
  rare recent first last next second third other many few several more most less least every each some any all both
  urgent strict careful independent single daily monthly annual natural local general special certain main whole
`);

export const SMALL_WORDS = list(`
  the a an of to in on at by for with from about into over under between after before during without within through
  and or but not no so if then than that this these those it its they them their he she his her we us our you your my
  me I who what when where why how which there here now still also only just even very too again never always often
  sometimes usually because while although since until unless however therefore please today tomorrow yesterday
`);

/** Words that prompts, schemas and answers are made of. */
export const FIELD_NAMES = list(`
  kind urgent customer amount claim confidence source title findings verdict questions text ok remarks name value
  topic message summary answer reason score label category priority date status items notes query limit path id url
  expression result error count total list steps plan draft review final facts figures team
`);

export const ENUM_VALUES = list(`
  billing bug question supported refuted unclear high medium low open closed yes no accept reject positive negative
  neutral draft final search calculate
`);
