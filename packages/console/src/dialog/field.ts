import type { FieldErrors } from './errors';
import { MISSING } from './errors';

/** What each field of the dialog gets: the errors, and which of them were told when somebody tried to save. */
export interface FieldState {
  readonly errors: FieldErrors;
  readonly told: ReadonlySet<string>;
}

/**
 * The properties of a text field: its error shows while somebody types, never when the field is left, since what is below
 * would move away under a click. A list's errors show at the list.
 */
export function fieldProps({ errors, told }: FieldState, key: string) {
  const [path, message] = Object.entries(errors).find(
    ([each]) => each === key || each.startsWith(`${key}.`),
  ) ?? [key, ''];
  const isShown = told.has(path) || !MISSING.has(message);
  return { name: key, error: isShown && message !== '' ? message : undefined };
}
