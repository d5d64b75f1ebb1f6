/** Words that begin a sentence of ours; anything else is a name, a path or an address, and stays as it is written. */
const OURS = /^(?:the|an?|its?|this|what|no|nothing|both|one)\b/;

/** What is said in the middle of a sentence elsewhere, as one of its own. */
export function asSentence(text: string): string {
  return OURS.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}
