import { diffLines, diffWordsWithSpace } from 'diff';

/** A piece of a line; `differs`: the other version has something else there, or nothing. */
export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly pieces: readonly Piece[];
}

/** A line of both versions, or of one of them. */
export interface Row {
  readonly kind: 'same' | 'differs';
  readonly left: Line | undefined;
  readonly right: Line | undefined;
}

/** What is shown one below the other: rows, and what both have alike, which is folded. */
export type Block =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'alike'; readonly rows: readonly Row[] };

/** Texts with little in common take long, and the comparison of their lines says nothing. */
const MOST_MS = 500;
const LONGEST_LINE = 2_000;
const MOST_WORD_EDITS = 200;

/** Two texts line by line; undefined where they have too little in common. */
export function diffRows(left: string, right: string): readonly Row[] | undefined {
  const changes = diffLines(left, right, { timeout: MOST_MS });
  if (changes === undefined) return undefined;
  const rows: Row[] = [];
  let [leftNumber, rightNumber] = [1, 1];
  let lone: { left: string[]; right: string[] } = { left: [], right: [] };
  const settle = (): void => {
    const length = Math.max(lone.left.length, lone.right.length);
    for (let at = 0; at < length; at += 1) {
      const [one, other] = piecesOf(lone.left[at], lone.right[at]);
      rows.push({
        kind: 'differs',
        left: one === undefined ? undefined : { number: leftNumber++, pieces: one },
        right: other === undefined ? undefined : { number: rightNumber++, pieces: other },
      });
    }
    lone = { left: [], right: [] };
  };
  for (const { value, added, removed } of changes) {
    const lines = linesIn(value);
    if (removed) lone.left.push(...lines);
    else if (added) lone.right.push(...lines);
    else {
      settle();
      for (const text of lines) {
        const pieces = [{ text: bare(text), differs: false }];
        rows.push({
          kind: 'same',
          left: { number: leftNumber++, pieces },
          right: { number: rightNumber++, pieces },
        });
      }
    }
  }
  settle();
  return rows;
}

/** How many lines that both have alike are shown around what differs. */
const CONTEXT = 3;

/** Folds what both have alike, far from what differs. */
export function foldRows(rows: readonly Row[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < rows.length;) {
    const { kind } = rows[from]!;
    let to = from + 1;
    while (to < rows.length && rows[to]!.kind === kind) to += 1;
    const part = rows.slice(from, to);
    const before = from === 0 ? 0 : CONTEXT;
    const behind = to === rows.length ? 0 : CONTEXT;
    if (kind === 'differs' || part.length <= before + behind + 1) blocks.push({ kind: 'rows', rows: part });
    else
      blocks.push(
        { kind: 'rows', rows: part.slice(0, before) },
        { kind: 'alike', rows: part.slice(before, part.length - behind) },
        { kind: 'rows', rows: part.slice(part.length - behind) },
      );
    from = to;
  }
  return blocks.filter(({ rows: { length } }) => length > 0);
}

function linesIn(text: string): string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1);
  return last === undefined || last === '' ? lines : [...lines, last];
}

/** Without its end. One that no other line has is shown. */
function bare(line: string): string {
  return line.replace(/\n$/, '');
}

/** A line of each version with what differs in it. */
function piecesOf(
  left: string | undefined,
  right: string | undefined,
): readonly [readonly Piece[] | undefined, readonly Piece[] | undefined] {
  const whole = (line: string): readonly Piece[] => [{ text: bare(line), differs: true }];
  if (left === undefined || right === undefined)
    return [left === undefined ? undefined : whole(left), right === undefined ? undefined : whole(right)];
  const [one, other] = [endShown(left, right), endShown(right, left)];
  if (one.length > LONGEST_LINE || other.length > LONGEST_LINE) return [whole(one), whole(other)];
  const words = diffWordsWithSpace(one, other, { maxEditLength: MOST_WORD_EDITS });
  if (words === undefined) return [whole(one), whole(other)];
  const pick = (isOther: boolean): readonly Piece[] =>
    words
      .filter(({ added, removed }) => (isOther ? !removed : !added))
      .map(({ value, added, removed }) => ({ text: value, differs: added || removed }));
  return [pick(false), pick(true)];
}

/** Lines that differ in nothing but how they end would look the same. */
function endShown(line: string, other: string): string {
  const text = bare(line);
  if (text.replace(/\r$/, '') !== bare(other).replace(/\r$/, '')) return text;
  if (text.endsWith('\r')) return `${text.slice(0, -1)}␍`;
  return line.endsWith('\n') ? `${text}␊` : text;
}
