import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { DEFAULT_LIMITS, pathFromBytes } from '@syncline/model';
import type { Path } from '@syncline/model';
import type { OutsideHand, Subject, TestFunction } from '../../src/conformance.js';
import { endpointConformance } from '../../src/conformance.js';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import { createPoolRegistry } from '../../src/remote/registry.js';
import type { RunningServer, ServerKind } from '../servers/index.js';
import { skipReason, startServer } from '../servers/index.js';

/** What FTP as such, or a listing without MLSD, cannot do. Its own tests say what happens instead. */
const NOT_ASKED: Record<'always' | 'list', readonly RegExp[]> = {
  // Names with a space at either end are refused (names.test.ts).
  always: [/^awkward names/],
  // A LIST tells old times by days; changes within a minute that keep the size are proven by content.
  list: [/^the time that was asked for/, /^attributes are set/],
};

const KINDS: readonly [ServerKind, tls?: 'explicit' | 'implicit'][] = [
  ['pure-ftpd'],
  ['proftpd'],
  ['vsftpd'],
  ['vsftpd-plain'],
  ['vsftpd-no-times'],
  ['pure-ftpd', 'explicit'],
  ['proftpd', 'explicit'],
  ['vsftpd', 'explicit'],
  ['vsftpd', 'implicit'],
  ['proftpd', 'implicit'],
];

for (const [kind, tls] of KINDS) {
  void t.test(
    `${kind}${tls === undefined ? '' : `, ${tls} TLS`}`,
    { skip: skipReason(kind) },
    async (part) => {
      const server = await startServer(kind, { tls });
      // One endpoint stays open, so that the others find its connections: a login costs some servers half a second.
      const pools = createPoolRegistry();
      const keeper = subject(server, pools);
      await keeper.endpoint.open();
      part.teardown(async () => (await keeper.endpoint.close(), server.stop()));
      const skipped = kind.startsWith('vsftpd') ? [...NOT_ASKED.always, ...NOT_ASKED.list] : NOT_ASKED.always;
      endpointConformance(within(part, skipped), async () => subject(server, pools));
    },
  );
}

function within(part: Pick<Test, 'test'>, skipped: readonly RegExp[]): TestFunction {
  return (title, run) => {
    if (skipped.some((each) => each.test(title))) return;
    void part.test(title, async (one) => {
      await run();
      one.pass(title);
    });
  };
}

function subject(server: RunningServer, pools: ReturnType<typeof createPoolRegistry>): Subject {
  const place = mkdtempSync(join(server.directory, 'side-'));
  chmodSync(place, 0o755);
  server.adopt();
  const spec = { ...server.spec, directory: basename(place), fingerprint: server.fingerprint };
  const endpoint = createFtpEndpoint(spec, { limits: { ...DEFAULT_LIMITS, connections: 3 }, pools });
  const cleanup = async (): Promise<void> => rmSync(place, { recursive: true, force: true });
  return { endpoint, outside: handIn(place, () => server.adopt()), cleanup };
}

function handIn(place: string, adopt: () => void): OutsideHand {
  const at = (path: Path): Buffer => Buffer.from(path === '' ? place : `${place}/${path}`, 'latin1');
  return {
    putFile: async (path, bytes) => (writeFileSync(at(path), bytes), adopt()),
    putDirectory: async (path) => (mkdirSync(at(path)), adopt()),
    remove: async (path) => rmSync(at(path).toString(), { recursive: true, force: true }),
    read: async (path) =>
      existsSync(at(path)) && lstatSync(at(path)).isFile() ? readFileSync(at(path)) : undefined,
    list: async (path) => {
      if (!existsSync(at(path))) return [];
      return readdirSync(at(path), { encoding: 'latin1' as 'utf8' }).map(pathFromBytes);
    },
    setMtime: async (path, mtime) => utimesSync(at(path), mtime / 1e6, mtime / 1e6),
    removeRoot: async () => rmSync(place, { recursive: true }),
  };
}
