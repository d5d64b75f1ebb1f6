import type { Colour, Paint } from '@syncline/daemon/words';

import type { Output } from './output.js';

/** Select Graphic Rendition codes (ECMA-48): on, off. */
const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Colour only towards a terminal that has it, and never with a NO_COLOR that is not empty (no-color.org). */
export function painter(output: Output, env: NodeJS.ProcessEnv): Paint {
  const plain = output.isTTY !== true || env['TERM'] === 'dumb' || (env['NO_COLOR'] ?? '') !== '';
  return plain ? (_colour, text) => text : paint;
}

function paint(colour: Colour, text: string): string {
  const [on, off] = CODES[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
