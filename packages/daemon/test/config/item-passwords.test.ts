import t from 'tap';
import { NAME } from '../../src/config/endpoint-schema.ts';
import { isOwnSecret, keepPasswords, takeTypedPasswords } from '../../src/config/item-passwords.ts';

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

const typedFor = (name: string) => ({
  name,
  source: '/a',
  destination: { type: 'ftp', server: 'h', password: 'typed' },
});

t.test('a typed password takes the place of none that another item refers to', async (t) => {
  const { item: first } = takeTypedPasswords(typedFor('a'), []);
  t.match(first, { destination: { password: { secret: 'a.destination' } } });
  // Its name was another one since: it refers to what was typed for the old name.
  const renamed = { ...first, name: 'b' };
  const { item: second, typed } = takeTypedPasswords(typedFor('a'), [renamed]);
  t.match(second, { destination: { password: { secret: 'a.destination.2' } } });
  t.match(typed, [{ name: 'a.destination.2', text: 'typed' }]);
  t.match(takeTypedPasswords(typedFor('a'), [renamed, { ...second, name: 'c' }]).typed, [
    { name: 'a.destination.3' },
  ]);
  for (const secret of ['a.source', 'a.destination', 'a.destination.2', 'a.source.10'])
    t.ok(isOwnSecret('a', secret), secret);
  for (const secret of ['b.source', 'a', 'a.source.', 'a.source.x', 'a.source2', 'aa.source'])
    t.notOk(isOwnSecret('a', secret), secret);
});

t.test('an item with the longest name has a secret of its own', async (t) => {
  const [one, other] = [`${'n'.repeat(63)}1`, `${'n'.repeat(63)}2`];
  const [first, second] = [one, other].map((name) => takeTypedPasswords(typedFor(name!), []).typed[0]!.name);
  t.match(first, NAME);
  t.not(first, second);
  t.ok(isOwnSecret(one, first!));
  t.notOk(isOwnSecret(other, first!));
});
