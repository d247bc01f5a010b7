/** A table of a row a state and a column a byte, with equal columns told once. */
export interface Columns {
  /** The column of each of the 256 byte values. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** `entries[row * classCount + class]`. */
  readonly entries: Uint32Array;
}

/** Bytes of one class behave alike in every row of `wide`, which has 256 entries a row. */
export function byColumns(wide: Uint32Array): Columns {
  const rows = wide.length / 256;
  const hashes = new Float64Array(256);
  for (let row = 0; row < rows; row++)
    for (let byte = 0; byte < 256; byte++) {
      const entry = wide[row * 256 + byte]!;
      // Any mixing will do: columns of one hash are compared. Mersenne's prime keeps the product exact in a double.
      if (entry !== 0) hashes[byte] = (hashes[byte]! * 31 + entry + row * 7) % 0x7fff_ffff;
    }
  const classes = new Uint8Array(256);
  const firsts: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    let found = firsts.findIndex((first) => hashes[first] === hashes[byte] && sameColumn(wide, first, byte));
    if (found < 0) found = firsts.push(byte) - 1;
    classes[byte] = found;
  }
  const entries = new Uint32Array(rows * firsts.length);
  for (let row = 0; row < rows; row++)
    for (const [c, first] of firsts.entries()) entries[row * firsts.length + c] = wide[row * 256 + first]!;
  return { classes, classCount: firsts.length, entries };
}

function sameColumn(wide: Uint32Array, a: number, b: number): boolean {
  for (let row = 0; row < wide.length; row += 256) if (wide[row + a] !== wide[row + b]) return false;
  return true;
}
