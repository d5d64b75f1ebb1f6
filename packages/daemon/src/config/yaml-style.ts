import { isDeepStrictEqual } from 'node:util';

import type { Document } from 'yaml';
import { parseDocument } from 'yaml';

/**
 * An edited document as text: what was not edited stays as it was written, byte for byte, as far as whole lines go. Where
 * that can't be had the whole text is set anew, with its comments, order and meaning.
 */
export function textOf(document: Document, original: string): string {
  const lineBreak = original.includes('\r\n') ? '\r\n' : '\n';
  const before = original.replaceAll('\r\n', '\n');
  const style = styleOf(before);
  const edited = document.toString(style);
  const spliced = splice(before, parseDocument(before).toString(style), edited);
  const text = spliced !== undefined && means(spliced, document) ? spliced : edited;
  return lineBreak === '\n' ? text : text.replaceAll('\n', lineBreak);
}

/** How the author writes, as far as the printer can be told. */
function styleOf(text: string) {
  const [, spaces = '  '] =
    /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]/m.exec(text) ?? [];
  return {
    // Long lines are the author's own.
    lineWidth: 0,
    indent: spaces.length,
    indentSeq: !/^[\w-]+:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*- /m.test(text),
    flowCollectionPadding: !/[{[][^\s{}[\]]/.test(text) || /[{[] \S/.test(text),
  };
}

/** The original with the lines that an edit changed; `printed` is the original as the printer writes it. */
function splice(original: string, printed: string, edited: string): string | undefined {
  const [ours, before, after] = [linesOf(original), linesOf(printed), linesOf(edited)];
  const places = align(before, ours);
  if (places === undefined) return undefined;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...ours.slice(0, places[head]),
    ...after.slice(head, after.length - tail),
    ...ours.slice(places[before.length - tail]),
    '',
  ].join('\n');
}

/**
 * For each boundary between printed lines the one between the author's that it stands for, or undefined where the two do
 * not say the same, line by line. Spaces and empty lines are the printer's own.
 */
function align(printed: readonly string[], ours: readonly string[]): readonly number[] | undefined {
  const places: number[] = [];
  let at = 0;
  for (const line of printed) {
    const wanted = withoutSpaces(line);
    while (wanted !== '' && at < ours.length && withoutSpaces(ours[at]!) === '') at += 1;
    places.push(at);
    if (at < ours.length && withoutSpaces(ours[at]!) === wanted) at += 1;
    else if (wanted !== '') return undefined;
  }
  return ours.slice(at).every((line) => withoutSpaces(line) === '') ? [...places, ours.length] : undefined;
}

function withoutSpaces(line: string): string {
  return line.replaceAll(/\s/g, '');
}

function linesOf(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function means(text: string, document: Document): boolean {
  const read = parseDocument(text);
  return read.errors.length === 0 && isDeepStrictEqual(read.toJS(), document.toJS());
}
