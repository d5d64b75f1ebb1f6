/** Longest piece of a server's text that goes into a message for people. */
const SHOWN_CHARACTERS = 200;

/** Stands for what is left out; bytes. */
const LEFT_OUT = Buffer.from('…').toString('latin1');

/** A server's words (bytes) without a secret (bytes) that it was sent: there are servers that repeat it. */
export function withoutSecret(words: string, secret: string): string {
  return secret !== '' && words.includes(secret) ? words.replaceAll(secret, LEFT_OUT) : words;
}

/** A server's words (bytes) as they may stand in a message: one line, no control characters, bounded. */
export function shownText(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
      .trim()
      .slice(0, SHOWN_CHARACTERS)
  );
}
