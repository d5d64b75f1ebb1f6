import { displayWidth } from './display-width.js';

const GAP = '  ';

/** Rows in columns as wide as their widest cell; what `below` has of a row is a line of its own under it. */
export function* tableLines(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  below: readonly (string | undefined)[] = [],
): Generator<string> {
  const widths = heading.map((word, column) =>
    Math.max(word.length, ...rows.map((row) => displayWidth(row[column]!))),
  );
  const inColumns = (row: readonly string[]): string => {
    const cells = row.map((cell, column) => cell + ' '.repeat(widths[column]! - displayWidth(cell)));
    return cells.join(GAP).trimEnd();
  };
  yield inColumns(heading);
  for (const [index, row] of rows.entries()) {
    yield inColumns(row);
    const line = below[index];
    if (line !== undefined) yield GAP + line;
  }
}
