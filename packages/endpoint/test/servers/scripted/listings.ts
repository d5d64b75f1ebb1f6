import type { Node } from './node.js';
import { childrenOf } from './node.js';

/** Facts of RFC 3659. */
export function factsOf(node: Node): string {
  const type = node.content === undefined ? 'dir' : 'file';
  const size = node.content === undefined ? '' : `size=${node.content.length};`;
  return `type=${type};${size}modify=${node.modify ?? '20260101120000'};`;
}

/** What MLSD sends. */
export function listMlsd(nodes: ReadonlyMap<string, Node>, folder: string): string {
  const lines = childrenOf(nodes, folder).map(([name, node]) => `${factsOf(node)} ${name}`);
  return ['type=cdir; .', ...lines, ''].join('\r\n');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HALF_A_YEAR_MS = 182 * 86_400_000;

function two(value: number | undefined): string {
  return String(value).padStart(2, '0');
}

/** As `ls` does: the minute of what is recent, the year of what is not. */
function unixTime(modify = '20260101120000'): string {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)/
    .exec(modify)!
    .map(Number) as number[];
  const age = Date.now() - Date.UTC(year!, month! - 1, day, hour, minute);
  const last = age >= 0 && age < HALF_A_YEAR_MS ? `${two(hour)}:${two(minute)}` : ` ${year}`;
  return `${MONTHS[month! - 1]} ${two(day)} ${last}`;
}

/** What LIST sends: as `ls -l`, with `all` as `ls -la`. */
export function listUnix(nodes: ReadonlyMap<string, Node>, folder: string, all: boolean): string {
  const line = (name: string, node: Node): string =>
    `${node.content === undefined ? 'd' : '-'}rw-r--r-- 1 u g ${node.content?.length ?? 4096} ${unixTime(node.modify)} ${name}`;
  const shown = childrenOf(nodes, folder).filter(([name]) => all || !name.startsWith('.'));
  return [...(all ? [line('.', {})] : []), ...shown.map(([name, node]) => line(name, node)), ''].join('\r\n');
}
