import t from 'tap';
import { keepPasswords } from '../../src/config/item-passwords.ts';

const item = (destination: object | string) => ({
  name: 'a',
  source: '/a',
  destination: destination as never,
});

t.test('a side that comes back without its password keeps it', async (t) => {
  const before = { type: 'ftp', server: 'a.example', username: 'me', password: { secret: 'a.destination' } };
  const { password, ...shown } = before;
  t.same(
    keepPasswords(item({ ...shown, directory: 'b' }), item(before)),
    item({ ...shown, directory: 'b', password }),
  );
  const elsewhere = item({ ...shown, server: 'b.example' });
  t.same(keepPasswords(elsewhere, item(before)), elsewhere, 'it is for no other server');
  const typed = item({ ...shown, password: 'new' });
  t.same(keepPasswords(typed, item(before)), typed);
});

t.test('the passphrase of a key is no password for an account', async (t) => {
  const privateKey = { file: '/k' };
  const before = { type: 'sftp', server: 'a.example', username: 'me', password: { secret: 'p' }, privateKey };
  const { password, ...shown } = before;
  const sameKey = item({ ...shown, privateKey: { ...privateKey } });
  t.same(keepPasswords(sameKey, item(before)), item({ ...shown, password }));
  for (const other of [undefined, { file: '/other' }]) {
    const next = item({
      type: 'sftp',
      server: 'a.example',
      username: 'me',
      ...(other && { privateKey: other }),
    });
    t.same(keepPasswords(next, item(before)), next);
  }
});

t.test('an address that comes back without the password in it keeps it', async (t) => {
  const before = 'ftp://me:secret@a.example/mail';
  const shown = 'ftp://me@a.example/mail';
  t.same(keepPasswords(item(shown), item(before)), item(before));
  t.same(
    keepPasswords(item({ url: shown, ignore: ['x'] }), item({ url: before })),
    item({ url: before, ignore: ['x'] }),
  );
  const elsewhere = item('ftp://me@b.example/mail');
  t.same(keepPasswords(elsewhere, item(before)), elsewhere);
  const typed = item({ url: shown, password: 'new' });
  t.same(keepPasswords(typed, item({ url: before })), typed);
});
