import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { cli } from '../support/cli.ts';
import {
  folderOn,
  keyOptions,
  serverFor,
  skipReason,
  type ServerKind,
  type Side,
} from '../support/servers.ts';
import { liveTo } from './following.ts';

/** A number fits behind the first; the others, of 255 bytes, are cut for it: the last one not within a character. */
const NAMES = ['n'.repeat(250), 'm'.repeat(255), '木'.repeat(85)];
const VERSIONS = ['one', 'two', 'three', 'four'];

/** The versions that a live item replaced within one run are told as those of their name, and brought back under it. */
async function keepsVersions(t: Test, remote?: Side, names: readonly string[] = NAMES): Promise<void> {
  const sides = liveTo(t, remote);
  mkdirSync(sides.source);
  const write = (version: string): void =>
    names.forEach((name) => writeFileSync(join(sides.source, name), version));
  const text = (name: string): string | undefined => {
    const file = join(sides.destination, name);
    // A server that cannot replace in one step has nothing under a name for a moment.
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  write(VERSIONS[0]!);
  const one = await sides.follow();
  for (const version of VERSIONS.slice(1)) {
    write(version);
    await one.until(`version ${version}`, () => names.every((name) => text(name) === version), 120_000);
  }
  t.equal((await one.stop()).exit, 0);

  const address = remote?.address ?? sides.destination;
  const ends = [sides.source, address];
  const env = {
    HOME: sides.root,
    ...(remote?.password === undefined ? {} : { SYNCLINE_DESTINATION_PASSWORD: remote.password }),
  };
  const keys =
    remote === undefined
      ? []
      : keyOptions({ source: { address: sides.source, path: sides.source }, destination: remote });
  const trash = async (command: string, ...more: readonly string[]) => {
    const options = ['--mode', 'clone', '--state', join(sides.root, 'state'), ...keys, '--json'];
    const { exit, stdout } = await cli(['trash', command, ...ends, ...more, ...options], { env });
    t.equal(exit, 0);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };
  const kept = await trash('list');
  for (const name of names) {
    const versions = kept
      .filter(({ original }) => original === name)
      .sort((left, right) => Number(left.later) - Number(right.later));
    t.same(
      versions.map(({ later }) => later),
      [false, true, true],
    );
    // The later ones are told by the first, which stands beside them.
    for (const [index, { run, path }] of [...versions.entries()].reverse()) {
      await trash('restore', run, path);
      t.equal(text(name), VERSIONS[index]);
    }
  }
  t.same(readdirSync(sides.destination).sort(), ['.syncline', ...names].sort());
}

t.test('long names, replaced several times (directory)', (t) => keepsVersions(t));

for (const kind of ['proftpd', 'openssh'] as const satisfies readonly ServerKind[]) {
  const skip = skipReason(kind);
  t.test(`long names, replaced several times (${kind})`, { skip }, async (t) =>
    keepsVersions(t, folderOn(await serverFor(t, kind))),
  );
}

const HIDES = 'vsftpd-hides-dot-names';
t.test(
  `long names that are hidden, replaced several times (${HIDES})`,
  { skip: skipReason(HIDES) },
  async (t) => keepsVersions(t, folderOn(await serverFor(t, HIDES)), ['.h'.padEnd(255, 'h')]),
);
