import t from 'tap';
import { desk, objects } from './desk.js';
import { TWO } from './two-items.js';

t.test('items: a line each, with when they run and where they lead, and their next five runs', async (t) => {
  const { run } = desk(t, `timezone: Europe/Prague\n${TWO}`);
  const { exit, out } = await run(['items']);
  t.equal(exit, 0);
  t.match(out.split('\n'), [
    /^NAME +GROUP +MODE +WHEN +SOURCE -> DESTINATION +DESCRIPTION$/,
    /^mail +backups +clone +on Mon at 02:30|^mail +backups +clone +on Mon-Fri at 02:30 +\/srv\/mail -> ftp:\/\/me@h\//,
    /^ {2}next \d{4}-\d\d-\d\d 02:30(, (\d{4}-)?\d\d-\d\d 02:30){4} \(Europe\/Prague\)$/,
    /^photos +simple +live .*Photos \\x1b\[2J/,
  ]);
  t.match(objects((await run(['items', '--json'])).out), [
    { type: 'item', name: 'mail', group: 'backups', schedule: ['on Mon-Fri at 02:30'], live: false },
    { type: 'item', name: 'photos', group: null, next: [], live: true },
  ]);
});

t.test('items, show: of a live item no run is told that its schedule would bring', async (t) => {
  const { run } = desk(t, TWO.replace('02:30 }', '02:30 }\n    live: true'));
  t.match((await run(['items'])).out, /^mail +backups +clone +live +\/srv\/mail/m);
  t.match((await run(['show', 'mail'])).out, /days: mon-fri[^]*# live: its schedules are not followed\n$/);
  const shown = objects((await run(['show', 'mail', '--json'])).out)[0];
  t.match(shown, { schedule: ['on Mon-Fri at 02:30'], live: true });
  t.same(shown?.['next'], []);
});

t.test('groups: with their items', async (t) => {
  const { run } = desk(t, TWO);
  t.match(await run(['groups']), { exit: 0, out: 'backups: mail\n' });
  t.same(objects((await run(['groups', '--json'])).out), [
    { type: 'group', name: 'backups', items: ['mail'] },
  ]);
});

t.test('show: the definition, the schedule in words and the next five runs, no password', async (t) => {
  const { run } = desk(t, TWO.replace('{ env: PW }', 'hunter2').replace('~/Photos', 'ftp://me:hunter2@h/x'));
  const { exit, out } = await run(['show', 'mail']);
  t.equal(exit, 0);
  t.match(out, /^name: mail\n.*# runs on Mon-Fri at 02:30\n# next runs \(.*\):\n(#   .*02:30\n){5}$/s);
  const shown = objects((await run(['show', 'mail', '--json'])).out)[0];
  t.match(shown, { type: 'item', definition: { name: 'mail', destination: { server: 'h' } } });
  t.equal((shown?.['next'] as readonly unknown[] | undefined)?.length, 5);
  for (const line of [
    ['show', 'mail'],
    ['show', 'photos'],
    ['show', 'mail', '--json'],
    ['items', '--json'],
    ['export'],
  ]) {
    const said = await run(line);
    t.notMatch(said.out + said.err, /hunter/, line.join(' '));
  }
  t.match(await run(['show', 'nobody']), { exit: 2, err: /no item 'nobody'.*Items: mail, photos/ });
});

t.test('show: of two endpoints, the definition of an item that does the same', async (t) => {
  const { run } = desk(t);
  const pair = ['show', '/a', 'ftp://u@h/d', '--state', '/s', '--mode', 'clone', '--ignore-source', 'x'];
  t.match(await run(pair), {
    exit: 0,
    out: /^mode: clone\nsource:\n  type: directory\n  path: \/a\n  ignore:\n    - x\n/,
  });
  t.match(objects((await run([...pair, '--json'])).out), [
    {
      type: 'item',
      definition: { mode: 'clone', destination: { type: 'ftp', server: 'h', directory: 'd' } },
    },
  ]);
  t.match(await run(['show', 'mail', '--mode', 'clone']), {
    exit: 2,
    err: /--mode belongs to the item mail/,
  });
  t.match(await run(['show', 'mail', '--live']), { exit: 2, err: /--live belongs to the item mail/ });
  t.match(await run(['show', '/a', 'ftp://u:pw@h/d']), { exit: 2, err: /^(?!.*pw@).*a password in a URL/ });
});
