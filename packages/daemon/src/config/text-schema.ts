import { z } from 'zod';

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000\r\n]/;

/** INVARIANT: no line of a protocol or log can be injected through a value (RFC 959 ends commands with CR LF). */
export function isOneLine(text: string): boolean {
  return !CONTROLS.test(text);
}

/** Text of one line that is not empty. The value of a bad one is never repeated in an error: it may be a secret. */
export function line(description: string, example: string) {
  return z
    .string()
    .min(1, { error: `is empty. Example: ${example}` })
    .refine(isOneLine, { error: 'holds a line break or NUL, which is not allowed there' })
    .meta({ description, examples: [example] });
}

/** Text that `read` understands. */
export function notation(
  description: string,
  read: (text: string) => unknown,
  what: string,
  example: string,
) {
  return line(description, example).refine((text) => read(text) !== undefined, {
    error: `is not ${what}. Example: ${example}`,
  });
}

/** One of a few words. */
export function word<const Words extends readonly [string, ...string[]]>(description: string, words: Words) {
  return z.enum(words).meta({ description });
}

export function wholeNumber(description: string, least: number, most: number) {
  return z
    .number()
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
      error: `is not a whole number from ${least} to ${most}`,
    })
    .meta({ description, minimum: least, maximum: most, multipleOf: 1 });
}

export function flag(description: string) {
  return z.boolean().meta({ description });
}
