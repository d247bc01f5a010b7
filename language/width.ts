/** Characters that take two columns of a terminal: East Asian wide ones and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Characters that take none: marks on the one before them, joiners, selectors. */
const none = /\p{Mn}|\p{Me}|[\u200b-\u200d]|[\ufe00-\ufe0f]/u;
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A tab is shown as so many blanks. */
const tab = "  ";

/**
 * A character as a terminal can show it in a line: a tab as blanks, another control character as a replacement, so
 * that nothing in a source can move the cursor or turn the text around.
 */
export function shownCharacter(character: string): string {
  if (character === "\t") return tab;
  return control.test(character) ? "\ufffd" : character;
}

/** How many columns of a terminal a text takes, once its characters are shown by {@link shownCharacter}. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === "\t") width += tab.length;
    else if (!none.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** Breaks a text into lines of at most `width` columns, at blanks where it can. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
