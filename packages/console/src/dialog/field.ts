import type { FieldErrors } from './errors';
import { MISSING } from './errors';

/** What each field of the dialog gets: the errors, and which of them were told when somebody tried to save. */
export interface FieldState {
  readonly errors: FieldErrors;
  readonly told: ReadonlySet<string>;
}

/** Whether the field of a key is among those that are seldom changed, and out of sight. */
export function isAdvanced(key: string): boolean {
  return /^(?:conflict|compare|trash|maxDelete|limits)\b/.test(key);
}

/** The first field of a form, from the top, that one of these keys is about. */
export function fieldAt(form: HTMLFormElement | null, keys: readonly string[]): HTMLElement | undefined {
  const isAbout = (name: string): boolean =>
    name !== '' && keys.some((key) => key === name || key.startsWith(`${name}.`));
  return [...(form?.elements ?? [])].find(
    (each): each is HTMLInputElement | HTMLTextAreaElement =>
      (each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement) && isAbout(each.name),
  );
}

/**
 * The properties of a text field: its error shows while somebody types, never when the field is left, since what is below
 * would move away under a click. A list's errors show at the list.
 */
export function fieldProps({ errors, told }: FieldState, key: string) {
  const about = Object.entries(errors).filter(([each]) => each === key || each.startsWith(`${key}.`));
  const shown = about.filter(([path, message]) => told.has(path) || !MISSING.has(message));
  const error = shown.map(([, message]) => message).join('; ');
  return { name: key, error: error === '' ? undefined : error };
}
