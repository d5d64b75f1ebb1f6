/** A path as the daemon shows it; with `encoding`, bytes that are not UTF-8 stand in it as `\xNN`. */
export interface ShownPath {
  readonly path: string;
  readonly encoding?: 'escaped' | undefined;
}

/** Controls but the tab, separators of lines, and the marks that reorder text (Unicode TR 36, bidirectional spoofing). */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text in which nothing is hidden, moved or turned around. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** A path in one line; the root is a dot, as on the command line. */
export function pathText({ path }: ShownPath): string {
  return path === '' ? '.' : visibleText(path).replaceAll('\t', String.raw`\x09`);
}

/** Where it is explained why a path is as it is. */
export function whyHref(item: string, { path, encoding }: ShownPath): string {
  const query = new URLSearchParams({ path });
  if (encoding !== undefined) query.set('encoding', encoding);
  return `/item/${encodeURIComponent(item)}/why?${query.toString()}`;
}

/** Whether escapes of bytes can stand in a text. */
export function hasEscapes(text: string): boolean {
  return /\\x[0-9a-f]{2}/.test(text);
}
