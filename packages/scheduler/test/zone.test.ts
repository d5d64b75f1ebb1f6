import t from 'tap';
import { zoneNamed } from '../src/zone.js';

t.test('a zone keeps the name that it was given: a list may have an older one', (t) => {
  t.equal(zoneNamed('Europe/Kyiv')?.name, 'Europe/Kyiv');
  t.equal(zoneNamed('Asia/Kathmandu')?.name, 'Asia/Kathmandu');
  t.end();
});

t.test('what is no zone is none', (t) => {
  t.equal(zoneNamed('Mars/Base'), undefined);
  t.end();
});
