import type { FieldErrors } from './errors';

/** What each field of the dialog gets: the errors, and which fields somebody has left or tried to save. */
export interface FieldState {
  readonly errors: FieldErrors;
  readonly touched: ReadonlySet<string>;
  readonly touch: (key: string) => void;
}

/** The properties of a text field: its error shows once it was left. A list's errors show at the list. */
export function fieldProps(state: FieldState, key: string) {
  const found =
    state.errors[key] ?? Object.entries(state.errors).find(([each]) => each.startsWith(`${key}.`))?.[1];
  return {
    name: key,
    error: state.touched.has(key) ? found : undefined,
    onBlur: () => state.touch(key),
  };
}
