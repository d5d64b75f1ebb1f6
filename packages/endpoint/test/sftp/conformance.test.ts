import t from 'tap';
import type { Test } from 'tap';
import { DEFAULT_LIMITS, pathFromBytes } from '@syncline/model';
import type { Path } from '@syncline/model';
import type { OutsideHand, Subject, TestFunction } from '../../src/conformance.js';
import { endpointConformance } from '../../src/conformance.js';
import { createPoolRegistry } from '../../src/remote/registry.js';
import { createSftpEndpoint } from '../../src/sftp/endpoint.js';
import type { RunningOpenSsh } from '../servers/openssh.js';
import { openSshSkipReason, startOpenSsh } from '../servers/openssh.js';
import { below } from '../servers/scripted-sftp/files.js';
import type { ScriptedSftp } from '../servers/scripted-sftp/server.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import { makeServedFolder } from '../servers/served-folder.js';

void t.test('OpenSSH', { skip: openSshSkipReason() }, async (part) => {
  const server = await startOpenSsh();
  // One endpoint stays open, so that the others find its connections.
  const pools = createPoolRegistry();
  const keeper = subject(server, pools);
  await keeper.endpoint.open();
  part.teardown(async () => (await keeper.endpoint.close(), server.stop()));
  endpointConformance(within(part), async () => subject(server, pools));
});

for (const extensions of [[], ['posix-rename@openssh.com', 'hardlink@openssh.com', 'fsync@openssh.com']]) {
  const title = extensions.length === 0 ? 'a server with nothing beyond the protocol' : 'one with extensions';
  void t.test(title, async (part) => {
    endpointConformance(within(part), async () => scripted(await startScriptedSftp({ extensions })));
  });
}

/** Its side is a folder of the server, so that it can be taken away. */
function scripted(server: ScriptedSftp): Subject {
  const { files, spec, stop } = server;
  files.set('/side', { modified: 1 });
  const endpoint = createSftpEndpoint({ ...spec, directory: '/side' }, { limits: DEFAULT_LIMITS });
  const at = (path: Path): string => (path === '' ? '/side' : `/side/${path}`);
  const removeAll = (path: string): void => {
    for (const [each] of [...below(path, files), [path] as const]) files.delete(each);
  };
  const outside: OutsideHand = {
    putFile: async (path, content) => void files.set(at(path), { content, modified: 1_600_000_000 }),
    putDirectory: async (path) => void files.set(at(path), { modified: 1 }),
    remove: async (path) => removeAll(at(path)),
    read: async (path) => files.get(at(path))?.content,
    list: async (path) => {
      const names = below(at(path), files).map(([each]) => each.slice(at(path).length + 1));
      return names
        .filter((name) => !name.includes('/'))
        .sort()
        .map(pathFromBytes);
    },
    removeRoot: async () => removeAll('/side'),
  };
  return { endpoint, outside, cleanup: stop };
}

function within(part: Pick<Test, 'test'>): TestFunction {
  return (title, run) =>
    void part.test(title, async (one) => {
      await run();
      one.pass(title);
    });
}

function subject(server: RunningOpenSsh, pools: ReturnType<typeof createPoolRegistry>): Subject {
  const { name, ...folder } = makeServedFolder(server);
  const spec = { ...server.spec, directory: name };
  const endpoint = createSftpEndpoint(spec, { limits: { ...DEFAULT_LIMITS, connections: 3 }, pools });
  return { endpoint, ...folder };
}
