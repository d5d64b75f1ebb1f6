import { displayWidth } from './display-width.js';

const GAP = '  ';

/** Rows in columns as wide as their widest cell. */
export function* tableLines(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): Generator<string> {
  const widths = heading.map((word, column) =>
    Math.max(word.length, ...rows.map((row) => displayWidth(row[column]!))),
  );
  for (const row of [heading, ...rows]) {
    const cells = row.map((cell, column) => cell + ' '.repeat(widths[column]! - displayWidth(cell)));
    yield cells.join(GAP).trimEnd();
  }
}
