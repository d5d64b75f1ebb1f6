import { parseConfig } from '../../src/config/parse.js';
import { problemLine } from '../../src/config/problem.js';

const around = { directory: '/etc/syncline', home: '/home/me' };

/** What a file of this text means; it is in /etc/syncline. */
export const parse = (text: string) => parseConfig(text, around);

/** The problems of a file of this text, as they are told of a file `f`. */
export const lines = (text: string) => parse(text).problems.map((problem) => problemLine('f', problem));

/** An item with these further lines, and an endpoint on each side. */
export const item = (...further: readonly string[]): string =>
  [
    'items:',
    '  - name: a',
    '    source: /s',
    '    destination: /d',
    ...further.map((each) => `    ${each}`),
  ].join('\n');

/** An item whose destination is a server, with these further lines of it. */
export const server = (...further: readonly string[]): string =>
  ['items:', '  - name: a', '    source: /s', '    destination:', '      type: ftp', '      server: h']
    .concat(further.map((each) => `      ${each}`))
    .join('\n');

export const sftp = (...further: readonly string[]): string =>
  server(...further).replace('type: ftp', 'type: sftp');
