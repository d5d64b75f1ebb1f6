import t from 'tap';
import { systemZone, zoneNamed } from '../src/zone.js';

t.test('a zone keeps the name that it was given: a list may have an older one', (t) => {
  t.equal(zoneNamed('Europe/Kyiv')?.name, 'Europe/Kyiv');
  t.equal(zoneNamed('Asia/Kathmandu')?.name, 'Asia/Kathmandu');
  t.end();
});

t.test('what is no zone is none', (t) => {
  t.equal(zoneNamed('Mars/Base'), undefined);
  t.end();
});

t.test('the zone of a process that has no name for it is called local time, and goes right', (t) => {
  const { TZ } = process.env;
  t.teardown(() => (TZ === undefined ? delete process.env['TZ'] : (process.env['TZ'] = TZ)));
  const names = { '': 'local time', ':/etc/localtime': 'local time', 'Europe/Prague': 'Europe/Prague' };
  for (const [given, name] of Object.entries(names)) {
    process.env['TZ'] = given;
    t.equal(systemZone().name, name);
    t.equal(systemZone().offsetAt(0), -60_000 * new Date(0).getTimezoneOffset());
  }
  t.end();
});
