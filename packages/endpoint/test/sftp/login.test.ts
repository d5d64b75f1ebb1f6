import t from 'tap';
import { ROOT } from '@syncline/model';
import { makePemKey } from '../servers/ssh-key.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import { openEndpoint, refusal } from './support.js';

t.test('another version of the protocol is told', async (t) => {
  const server = await startScriptedSftp({ version: 2 });
  t.teardown(() => server.stop());
  t.match(await refusal(server.spec), { code: 'unreachable', message: /version 2 of SFTP/ });
});

t.test('a login that leads to no SFTP is told as what it is, with what to look for', async (t) => {
  for (const [start, code, message] of [
    ['refuse', 'protocol', /has no SFTP.*Subsystem sftp/],
    ['hang-up', 'unreachable', /took the login, but does not start SFTP.*closed.*ChrootDirectory/],
    ['end', 'unreachable', /took the login, but does not start SFTP.*closed.*ChrootDirectory/],
    ['print', 'unreachable', /took the login, but does not start SFTP.*shell that prints/],
  ] as const) {
    const server = await startScriptedSftp({ start });
    t.teardown(() => server.stop());
    t.match(await refusal(server.spec), { code, message }, start);
  }
});

t.test('a password behind the key is given where the server asks for both', async (t) => {
  const server = await startScriptedSftp({ proofs: ['publickey', 'password'] });
  t.teardown(() => server.stop());
  const { private: privateKey } = makePemKey();
  const withBoth = { ...server.spec, privateKey };
  t.equal((await (await openEndpoint(t, withBoth)).list(ROOT)).complete, true);
  const wrong = await refusal({ ...withBoth, password: 'hunter' });
  t.match(wrong, { code: 'login', message: /^(?!.*hunter).*check the password/ });
  t.match(await refusal({ ...withBoth, password: '' }), {
    code: 'login',
    message: /wants a password as well/,
  });
  const encrypted = { ...withBoth, privateKey: makePemKey('secret').private };
  t.match(await refusal(encrypted), { code: 'login', message: /not encrypted/ }, 'a passphrase is not sent');
});

t.test('a wrong password is sent once, is a login error, and in no message', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const error = await refusal({ ...server.spec, password: 'hunter' });
  t.match(error, { code: 'login', message: /refused the login of "me" \(it takes password\)/ });
  t.notMatch(JSON.stringify(error) + String(error), /hunter/);
  t.equal(server.connections(), 1);
});
