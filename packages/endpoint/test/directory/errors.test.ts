import { constants } from 'node:os';

import t from 'tap';

import { pathError, readError } from '../../src/directory/errors.js';
import { path } from './requests.js';

function system(code: string): Error {
  return Object.assign(new Error(`${code}: x, open '/secret/place'`), { code });
}

void t.test('each system error becomes a code of the contract, with a reason and no path', (one) => {
  const wanted = {
    ENOSPC: 'full',
    EDQUOT: 'full',
    EFBIG: 'full',
    EACCES: 'permission',
    EPERM: 'permission',
    EROFS: 'read-only',
    ENAMETOOLONG: 'name',
    ENOENT: 'stale',
    ENOTDIR: 'stale',
    ELOOP: 'stale',
    EEXIST: 'stale',
    ENOTEMPTY: 'stale',
    EIO: 'failed',
    EMFILE: 'failed',
    EBUSY: 'failed',
    ETXTBSY: 'failed',
    ENOTSUP: 'failed',
    EUNHEARDOF: 'failed',
  };
  for (const [code, meaning] of Object.entries(wanted)) {
    const error = pathError(system(code), path('a/b'), 'it cannot be done');
    one.match(error, { code: meaning, scope: 'path', path: 'a/b' }, code);
    one.match(error.message, /^it cannot be done: [^/]{10}[^\n]*; [^\n]+$/, `${code}: what to do`);
    one.notMatch(error.message, /secret|a\/b/);
  }
  one.equal(pathError(system('EMFILE'), path('a'), 'x').retry, true);
  one.end();
});

void t.test('D3: numbers that Node has no name for are told by their own', (one) => {
  const numbers = { EDQUOT: constants.errno.EDQUOT, ESTALE: constants.errno.ESTALE };
  const wanted = {
    EDQUOT: { code: 'full', message: /quota/ },
    ESTALE: { code: 'failed', message: /mount/, retry: true },
  };
  for (const name of ['EDQUOT', 'ESTALE'] as const) {
    const error = system(`Unknown system error -${numbers[name]}`);
    one.match(pathError(error, path('a'), 'it cannot be done'), wanted[name], name);
  }
  one.match(pathError(system('Unknown system error -9999'), path('a'), 'x'), {
    code: 'failed',
    message: /-9999/,
  });
  one.end();
});

void t.test('a file system that does not answer loses the side', (one) => {
  one.match(pathError(system('ENOTCONN'), path('a'), 'x'), {
    code: 'unreachable',
    scope: 'endpoint',
    retry: true,
  });
  one.end();
});

void t.test('what is there and can not be read is unreadable', (one) => {
  for (const code of ['EACCES', 'EPERM', 'EIO'])
    one.equal(readError(system(code), path('a')).code, 'unreadable');
  one.equal(readError(system('ENOENT'), path('a')).code, 'stale');
  const known = pathError(system('ENOSPC'), path('a'), 'x');
  one.equal(pathError(known, path('b'), 'y'), known, 'what is known already stays');
  one.end();
});
