import t from 'tap';
import type { AccessRecord } from '../../src/access/access-file.ts';
import { NOBODY_YET } from '../../src/access/access-file.ts';
import type { SignIn } from '../../src/access/access.ts';
import { openAccess } from '../../src/access/access.ts';

const PASSWORD = 'correct horse';

async function opened(record: AccessRecord = NOBODY_YET) {
  const clock = { ms: 0 };
  const kept: AccessRecord[] = [record];
  const store = {
    read: async () => kept.at(-1)!,
    write: async (next: AccessRecord) => void kept.push(next),
  };
  const access = await openAccess({ store, nowMs: () => clock.ms });
  return { access, clock, kept, reopen: () => openAccess({ store, nowMs: () => clock.ms }) };
}

async function setUp() {
  const world = await opened();
  await world.access.setUp('client', world.access.setupCode!, PASSWORD);
  return world;
}

function sessionOf(result: SignIn) {
  if (result.state !== 'signed-in') throw new Error(`not signed in but ${result.state}`);
  return result.session;
}

t.test('the first password is set by whoever knows the code, once', async (t) => {
  const { access } = await opened();
  const code = access.setupCode!;
  t.match(await access.setUp('client', 'a guess', PASSWORD), { state: 'refused' });
  t.match(await access.setUp('client', code, PASSWORD), { state: 'signed-in' });
  t.equal(access.setupCode, undefined);
  await t.rejects(access.setUp('client', code, 'another one'), { code: 'refused' });
  t.match(await access.signIn('client', PASSWORD), { state: 'signed-in' });
});

t.test('of two set-ups at the same time one counts', async (t) => {
  const { access } = await opened();
  const code = access.setupCode!;
  const ends = await Promise.allSettled([
    access.setUp('one', code, 'password one'),
    access.setUp('two', code, 'password two'),
  ]);
  t.same(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

t.test('nobody signs in before there is a password', async (t) => {
  const { access } = await opened();
  t.match(await access.signIn('client', ''), { state: 'refused' });
});

t.test('the password is kept as a salted hash, and is the same after a restart', async (t) => {
  const { access, kept, reopen } = await setUp();
  t.notMatch(JSON.stringify(kept), PASSWORD);
  t.match(await access.signIn('client', `${PASSWORD}!`), { state: 'refused' });
  const again = await reopen();
  t.equal(again.setupCode, undefined);
  t.match(await again.signIn('client', PASSWORD), { state: 'signed-in' });
});

t.test('a password is the same however its letters are composed', async (t) => {
  const { access } = await opened();
  await access.setUp('client', access.setupCode!, 'caf\u00e9 au lait');
  t.match(await access.signIn('client', 'cafe\u0301 au lait'), { state: 'signed-in' });
});

t.test('a password that is too short or too long is not set', async (t) => {
  const { access } = await setUp();
  for (const bad of ['', 'seven77', 'x'.repeat(1_025)]) {
    await t.rejects(access.changePassword('client', PASSWORD, bad), { code: 'usage' });
  }
});

t.test('a new password signs everybody out but who set it', async (t) => {
  const { access } = await setUp();
  const old = sessionOf(await access.signIn('client', PASSWORD));
  const mine = sessionOf(await access.changePassword('client', PASSWORD, 'a new password'));
  t.equal(access.sessions.find(old.id), undefined);
  t.ok(access.sessions.find(mine.id));
  t.match(await access.signIn('other', PASSWORD), { state: 'refused' });
});

t.test('a reset needs no old password, and signs everybody out', async (t) => {
  const { access } = await setUp();
  const { id } = sessionOf(await access.signIn('client', PASSWORD));
  await access.resetPassword('fresh start');
  t.equal(access.sessions.find(id), undefined);
  t.match(await access.signIn('client', 'fresh start'), { state: 'signed-in' });
});

t.test('W3: after five failures each further guess has to wait twice as long', async (t) => {
  const { access, clock } = await setUp();
  for (let guess = 0; guess < 5; guess += 1)
    t.match(await access.signIn('client', 'wrong guess'), { state: 'refused' });
  t.same(await access.signIn('client', PASSWORD), { state: 'throttled', waitSeconds: 1 });
  clock.ms += 1_000;
  t.match(await access.signIn('client', 'wrong guess'), { state: 'refused' });
  t.same(await access.signIn('client', PASSWORD), { state: 'throttled', waitSeconds: 2 });
  t.match(await access.signIn('another client', PASSWORD), { state: 'signed-in' });
  clock.ms += 2_000;
  t.match(await access.signIn('client', PASSWORD), { state: 'signed-in' });
  t.match(await access.signIn('client', 'wrong guess'), { state: 'refused' }, 'a success starts anew');
});

t.test('W3: guesses made at the same time do not all pass', async (t) => {
  const { access } = await setUp();
  const guesses = Array.from({ length: 20 }, () => access.signIn('client', 'wrong guess'));
  const ends = (await Promise.all(guesses)).map(({ state }) => state);
  t.equal(ends.filter((state) => state === 'refused').length, 5);
});

t.test('W11: every login begins a new session, and a session that was ended is worth nothing', async (t) => {
  const { access } = await setUp();
  const first = sessionOf(await access.signIn('client', PASSWORD));
  const second = sessionOf(await access.signIn('client', PASSWORD));
  t.not(first.id, second.id);
  access.sessions.end(first.id);
  t.equal(access.sessions.find(first.id), undefined);
  t.equal(access.sessions.find(second.id)?.csrf, second.csrf);
});

t.test('a session ends after twelve hours without use, and after a week', async (t) => {
  const { access, clock } = await setUp();
  const hour = 3_600_000;
  const { id } = sessionOf(await access.signIn('client', PASSWORD));
  clock.ms += 11 * hour;
  t.ok(access.sessions.find(id));
  clock.ms += 12 * hour;
  t.equal(access.sessions.find(id), undefined);
  const used = sessionOf(await access.signIn('client', PASSWORD));
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    t.ok(access.sessions.find(used.id));
    clock.ms += 8 * hour;
  }
  t.equal(access.sessions.find(used.id), undefined);
});

t.test('a token is recognized by its hash alone, and gone once removed', async (t) => {
  const { access, kept, reopen } = await setUp();
  const { token } = await access.addToken('backup-script', 'read');
  t.notMatch(JSON.stringify(kept), token);
  t.match((await reopen()).tokenIn(`Bearer ${token}`), { name: 'backup-script', scope: 'read' });
  t.equal(access.tokenIn(`Bearer ${token}x`), undefined);
  t.equal(access.tokenIn(token), undefined);
  t.same(Object.keys(access.tokens()[0]!), ['name', 'scope', 'created']);
  t.equal(await access.removeToken('backup-script'), true);
  t.equal(await access.removeToken('backup-script'), false);
  t.equal(access.tokenIn(`Bearer ${token}`), undefined);
});

t.test('a token needs a name of its own', async (t) => {
  const { access } = await setUp();
  await access.addToken('one', 'full');
  await t.rejects(access.addToken('one', 'read'), { code: 'usage' });
  await t.rejects(access.addToken('no spaces', 'read'), { code: 'usage' });
  const both = await Promise.all([access.addToken('two', 'full'), access.addToken('three', 'full')]);
  for (const { token } of both) t.ok(access.tokenIn(`Bearer ${token}`));
});
