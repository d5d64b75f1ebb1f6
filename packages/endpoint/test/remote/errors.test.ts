import { pathFromText } from '@syncline/model';
import t from 'tap';

import { connectionLost, networkReason, pathError, withPath } from '../../src/remote/errors.js';

const long = pathFromText(`${'folder/'.repeat(300)}file`);
const short = pathFromText('folder/file');
const shorten = /\. Its path has 2104 bytes, .*: shorten it\.$/;

void t.test(
  'F7: what fails under a very long path is told with the length, as the server may not have said so',
  (one) => {
    one.match(
      pathError('failed', long, 'Cannot write "file": the server said "Bad message".').message,
      shorten,
    );
    one.match(pathError('permission', long, 'Cannot make it: the server said "550 no"').message, shorten);
    one.match(withPath(connectionLost('here', 'the other end has closed it'), long), {
      message: shorten,
      path: long,
    });
    one.equal(pathError('failed', short, 'Cannot write it').message, 'Cannot write it');
    one.equal(pathError('stale', long, 'Expected nothing').message, 'Expected nothing');
    one.end();
  },
);

void t.test('what became of a connection is told in words of our own', (one) => {
  const fin = new Error('Server sent FIN packet unexpectedly, closing connection.');
  one.equal(networkReason(fin), 'the other end has closed it');
  one.equal(networkReason(new Error('Timeout (control socket)')), 'Timeout');
  one.match(networkReason(Object.assign(new Error('connect EACCES'), { code: 'EACCES' })), /this machine/);
  one.end();
});
