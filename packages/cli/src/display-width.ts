/** Characters that take no column: combining marks (variation selectors are such), joiners. */
const NO_COLUMN = /^(?:\p{Mn}|\p{Me}|\u200c|\u200d)$/u;
/** Characters that terminals show in two columns: East Asian wide and fullwidth, and emoji (Unicode TR 11). */
const TWO_COLUMNS =
  /^[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
/** Everything in this range takes one column, which spares most names the two expressions. */
const PLAIN = /^[\u0020-\u007e]*$/;
const ELLIPSIS = '…';

/** Columns that a text without control characters takes; near enough for a progress line. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += characterWidth(character);
  return columns;
}

/** The text, or its end after an ellipsis where it is wider than `columns`: of a path the end tells most. */
export function keepEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 1
    ? ''
    : ELLIPSIS +
        fitting([...text].reverse(), columns - 1)
          .reverse()
          .join('');
}

/** The text, or its start before an ellipsis where it is wider than `columns`. */
export function keepStart(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 1 ? '' : fitting([...text], columns - 1).join('') + ELLIPSIS;
}

function characterWidth(character: string): number {
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

function fitting(characters: readonly string[], columns: number): string[] {
  const fits: string[] = [];
  let left = columns;
  for (const character of characters) {
    left -= characterWidth(character);
    if (left < 0) break;
    fits.push(character);
  }
  return fits;
}
