import t from 'tap';
import type { Test } from 'tap';
import { DEFAULT_LIMITS } from '@syncline/model';
import type { Subject, TestFunction } from '../../src/conformance.js';
import { endpointConformance } from '../../src/conformance.js';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import { createPoolRegistry } from '../../src/remote/registry.js';
import type { RunningServer, ServerKind } from '../servers/index.js';
import { skipReason, startServer } from '../servers/index.js';
import { makeServedFolder } from '../servers/served-folder.js';

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
  const { name, ...folder } = makeServedFolder(server);
  const spec = { ...server.spec, directory: name, fingerprint: server.fingerprint };
  const endpoint = createFtpEndpoint(spec, { limits: { ...DEFAULT_LIMITS, connections: 3 }, pools });
  return { endpoint, ...folder };
}
