import { resolve } from 'node:path';
import type { EndpointSpec, Item, ServerSpec, Side, SideSpec } from '@syncline/model';
import { messageOf, SIDES, usageError } from '@syncline/model';
import { compileIgnore, compilePattern } from '@syncline/scanner';
import { labelOf } from './label.js';
import { validateValues } from './validate-values.js';

export { compileIgnore, compilePattern };
export { touchedBy } from './touched.js';

/**
 * What can be told of an item without touching anything. Throws `usage`: a name or number that is not valid, a pattern that is
 * none, roots that are equal or nested as the strings show (SPEC §4).
 */
export function validateItem(item: Item): void {
  validateValues(item);
  for (const side of SIDES) validatePatterns(item[side], side);
  const relation = relationOf(item.source.endpoint, item.destination.endpoint);
  if (relation === undefined) return;
  const [source, destination] = [labelOf(item.source.endpoint), labelOf(item.destination.endpoint)];
  throw usageError(
    `the source ${source} and the destination ${destination} are ${relation}: choose two separate places`,
  );
}

/** Says which list a bad pattern is in. */
function validatePatterns({ ignore, fileCheck }: SideSpec, side: Side): void {
  const compileIn = (where: string, pattern: string): void => {
    try {
      compilePattern(pattern);
    } catch (error) {
      throw usageError(`${where}: ${messageOf(error)}`);
    }
  };
  for (const pattern of ignore) compileIn(`ignore list of the ${side}`, pattern);
  if (fileCheck?.pattern !== undefined) compileIn(`File Check of the ${side}`, fileCheck.pattern);
}

function relationOf(left: EndpointSpec, right: EndpointSpec): string | undefined {
  if (left.type === 'directory' && right.type === 'directory')
    return nesting(resolve(left.path), resolve(right.path));
  if (left.type === 'directory' || right.type === 'directory' || !sameAccount(left, right)) return undefined;
  const comparable = left.directory.startsWith('/') === right.directory.startsWith('/');
  return comparable ? nesting(resolve('/', left.directory), resolve('/', right.directory)) : undefined;
}

function sameAccount(left: ServerSpec, right: ServerSpec): boolean {
  return (
    left.type === right.type &&
    left.server.toLowerCase() === right.server.toLowerCase() &&
    left.port === right.port &&
    left.username === right.username
  );
}

/** How two absolute paths relate as strings, when one holds the other. */
function nesting(left: string, right: string): string | undefined {
  if (left === right) return 'the same place';
  const within = (inner: string, outer: string): boolean =>
    inner.startsWith(outer === '/' ? '/' : `${outer}/`);
  return within(left, right) || within(right, left) ? 'nested, one inside the other' : undefined;
}
