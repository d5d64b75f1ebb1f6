import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';

import { configFile, loadConfig } from '../../src/config/config-file.js';
import { findGroup, findItem, groupsOf } from '../../src/config/find.js';

const ITEMS = `items:
  - {name: a, group: mail, source: /s, destination: /d}
  - {name: b, source: /s2, destination: {type: ftp, server: h}}
  - {name: c, group: mail, source: /s3, destination: /d3}
`;
const SECRET = `items:\n  - {name: a, source: /s, destination: {type: ftp, server: h, password: x}}\n`;

function fileWith(t: Test, text: string, mode = 0o600): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-config-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'syncline.yaml');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

t.test('the configuration is where --config says, else where XDG says', async (t) => {
  const at = (option: string | undefined, env: NodeJS.ProcessEnv) =>
    configFile(option, { cwd: '/here', env, home: '/home/me' });
  t.equal(at(undefined, {}), '/home/me/.config/syncline/syncline.yaml');
  t.equal(at(undefined, { XDG_CONFIG_HOME: '/x' }), '/x/syncline/syncline.yaml');
  t.equal(at(undefined, { XDG_CONFIG_HOME: 'relative' }), '/home/me/.config/syncline/syncline.yaml');
  t.equal(at('c.yaml', { XDG_CONFIG_HOME: '/x' }), '/here/c.yaml');
});

t.test('a file that is not there is a configuration without items', async (t) => {
  t.match(await loadConfig('/nonexistent/syncline.yaml', '/'), { exists: false, config: { items: [] } });
});

t.test('a file that cannot be read is an error that names it', async (t) => {
  await t.rejects(loadConfig(tmpdir(), '/'), { code: 'usage', message: /configuration .* cannot be read/ });
});

t.test('a configuration with errors is refused with the first and their number', async (t) => {
  const file = fileWith(t, 'x: 1\ny: 2\n');
  await t.rejects(loadConfig(file, '/'), {
    code: 'usage',
    message: `${file}:1:1: x: is no key that is known here (and 1 more: see syncline check)`,
  });
});

t.test(
  'G4: a file with a password that others may read: warned of, or refused where it says so',
  async (t) => {
    const warnings = async (text: string, mode: number) =>
      (await loadConfig(fileWith(t, text, mode), '/')).warnings.map(({ message }) => message);
    t.match(await warnings(SECRET, 0o644), [/others may read this file/, /holds the password itself/]);
    t.match(await warnings(SECRET, 0o600), [/holds the password itself/]);
    t.same(await warnings(ITEMS, 0o644), []);
    t.match(await warnings(ITEMS, 0o666), [/everybody may change this file/]);
    await t.rejects(loadConfig(fileWith(t, `permissions: refuse\n${SECRET}`, 0o644), '/'), {
      message: /others may read this file/,
    });
    await t.resolves(loadConfig(fileWith(t, `permissions: refuse\n${SECRET}`, 0o600), '/'));
  },
);

t.test('items and groups are found by name; what is not there is told with what is', async (t) => {
  const loaded = await loadConfig(fileWith(t, ITEMS), '/');
  t.equal(findItem(loaded, 'b').name, 'b');
  t.same(
    findGroup(loaded, 'mail').map(({ name }) => name),
    ['a', 'c'],
  );
  t.same(groupsOf(loaded.config.items), ['mail']);
  t.throws(() => findItem(loaded, 'x'), { code: 'usage', message: /no item 'x' .*Items: a, b, c/ });
  t.throws(() => findItem(loaded, '__proto__'), { code: 'usage' });
  t.throws(() => findGroup(loaded, 'x'), { code: 'usage', message: /group 'x'.*Groups: mail/ });
});
