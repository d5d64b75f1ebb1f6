import { parseFileCheck } from '@syncline/model';

import { line } from './text-schema.js';

/** `<path>` or `<path>=<regex>` (SPEC §1). */
export const fileCheckSchema = line(
  'File that must be there, and the pattern that its text must match: PATH, PATH=RE or PATH=[RE]',
  '.backup-disk=[^disk 7\\s*$]',
).refine(hasPath, { error: "says no path. Example: .alive, or '.alive=^ok'" });

function hasPath(text: string): boolean {
  try {
    return parseFileCheck(text, '').path !== '';
  } catch {
    return false;
  }
}
