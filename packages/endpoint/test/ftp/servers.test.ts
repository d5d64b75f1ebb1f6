import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { ROOT, TRASH_DIRECTORY } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import type { RunningServer, ServerKind, ServerOptions } from '../servers/index.js';
import { ALL_SERVERS, skipReason, startServer } from '../servers/index.js';
import { OLD_US, RUN, contentOf, listedFile, openEndpoint, path, readAll, requestFor } from './support.js';

/** What real servers do that the scripted one only claims. */
async function onServer(
  t: Test,
  kind: ServerKind,
  work: (endpoint: Endpoint, server: RunningServer, notices: string[]) => Promise<void>,
  prepare: (server: RunningServer) => void = () => undefined,
  options: ServerOptions = {},
): Promise<void> {
  const server = await startServer(kind, options);
  t.teardown(() => server.stop());
  prepare(server);
  server.adopt();
  const notices: string[] = [];
  await work(
    await openEndpoint(t, server.spec, { notice: (message) => notices.push(message) }),
    server,
    notices,
  );
}

const putOldFile = ({ directory }: RunningServer): void => {
  writeFileSync(join(directory, 'a'), 'hello');
  utimesSync(join(directory, 'a'), OLD_US / 1e6, OLD_US / 1e6);
};

const putDotNames = ({ directory }: RunningServer): void => {
  mkdirSync(join(directory, '.Maildir'));
  writeFileSync(join(directory, '.Maildir/.x'), '');
};

const putLinks = ({ directory }: RunningServer): void => {
  mkdirSync(join(directory, 'd'));
  for (const target of ['d', '/etc']) symlinkSync(target, join(directory, `to-${target.replace('/', '')}`));
  execFileSync('mkfifo', [join(directory, 'fifo')]);
};

const putTwentyFiles = ({ directory }: RunningServer): void => {
  for (let n = 0; n < 20; n += 1) writeFileSync(join(directory, `f${n}`), '');
};

const putBrokenName = ({ directory }: RunningServer): void => writeFileSync(join(directory, 'a\nb'), '');

const AWKWARD = [
  'two  spaces',
  '"quoted"',
  "it's",
  '#hash',
  '100%',
  '%41',
  '1700000000.M1P2.host:2,S',
  '..double',
  '-rf',
  '-a',
  'a;b&c',
  '[x]',
  '*',
  'a?b',
  'Grüße',
  '日本',
  '~',
  '$HOME',
  'a,b=c',
  '(1)',
  'x -> y',
  'back\\slash',
  'C:',
  '.hidden',
];

for (const kind of ALL_SERVERS) {
  t.test(kind, { skip: skipReason(kind) }, async (t) => {
    t.test('awkward names are written, listed, looked at, read, moved and removed exactly', async (t) => {
      await onServer(t, kind, async (endpoint, server) => {
        for (const text of AWKWARD) {
          const name = path(text);
          const content = contentOf(text);
          const writing = endpoint.write(requestFor(text, content, { path: name }), content);
          if (kind === 'pure-ftpd' && text.includes('\\')) {
            await t.rejects(writing, { code: 'name' }, 'it has names that it forbids');
            continue;
          }
          await writing;
          t.equal(readFileSync(join(server.directory, text), 'utf8'), text);
          const found = await endpoint.look(name);
          t.equal(found.kind, 'file', text);
          if (endpoint.traits.hidesDotNames && text.startsWith('.')) continue;
          const listing = await endpoint.list(ROOT);
          const file = listing.entries.find((entry) => entry.name === name);
          if (file?.kind !== 'file') {
            t.match(text, /^\./, `${text} is listed`);
            continue;
          }
          t.equal((await readAll(await endpoint.read(name, file))).toString(), text);
          await endpoint.move(name, path(`${text}+`), file);
          const moved = await listedFile(endpoint, `${text}+`);
          await endpoint.remove(path(`${text}+`), moved, RUN);
        }
        const left = readdirSync(server.directory).filter((name) => name !== '.syncline');
        t.strictSame(left, kind === 'vsftpd-hides-dot-names' ? ['..double', '.hidden'] : []);
      });
    });

    t.test('a look by name tells the same token as a listing where the traits say so', async (t) => {
      await onServer(
        t,
        kind,
        async (endpoint) => {
          const [listed, looked] = [await listedFile(endpoint, 'a'), await endpoint.look(path('a'))];
          t.equal(endpoint.traits.tokens, kind.startsWith('vsftpd') ? 'listing' : 'any');
          if (endpoint.traits.tokens === 'any') t.same(looked, listed);
          else t.match(looked, { kind: 'file', size: 5 });
        },
        putOldFile,
      );
    });

    t.test('dot names are seen, or it is told that they are not', async (t) => {
      await onServer(
        t,
        kind,
        async (endpoint, _server, notices) => {
          t.match(await endpoint.look(path('.Maildir')), { kind: 'directory' });
          const seen = (await endpoint.list(ROOT)).entries.map((entry) => entry.name);
          const hidden = kind === 'vsftpd-hides-dot-names';
          t.same(seen, hidden ? [] : ['.Maildir']);
          if (!hidden) return;
          const content = contentOf('x');
          await endpoint.write(requestFor('.new', content), content);
          t.same([...(await endpoint.observe(ROOT, [path('.new')])).keys()], ['.new'], 'asked for by name');
          t.equal(endpoint.traits.hidesDotNames, true, 'found out then');
          t.match(notices, [/dot/]);
          t.match(await endpoint.look(path('.Maildir')), { kind: 'directory' }, 'S35: never proven absent');
        },
        putDotNames,
      );
    });

    t.test('old trash that cannot be removed keeps no other', async (t) => {
      const [first, second] = ['20250101-000000000-a', '20250102-000000000-a'];
      const putTrash = ({ directory }: RunningServer): void => {
        for (const kept of [`${first}/.x`, `${second}/y`]) {
          mkdirSync(join(directory, TRASH_DIRECTORY, dirname(kept)), { recursive: true });
          writeFileSync(join(directory, TRASH_DIRECTORY, kept), 'old');
        }
      };
      await onServer(
        t,
        kind,
        async (endpoint, { directory }) => {
          const purging = endpoint.purgeTrash(Date.UTC(2026, 0, 1));
          if (kind !== 'vsftpd-hides-dot-names') return void t.equal(await purging, 2);
          await t.rejects(purging, { code: 'permission', scope: 'path' });
          t.strictSame(
            readdirSync(join(directory, TRASH_DIRECTORY)),
            [first],
            'it holds a name that is hidden',
          );
        },
        putTrash,
      );
    });

    t.test('links and what is no file are unknown, and the listing is whole', async (t) => {
      await onServer(
        t,
        kind,
        async (endpoint) => {
          const { entries, complete } = await endpoint.list(ROOT);
          const kinds = Object.fromEntries(
            entries.map((entry) => [entry.name, entry.kind === 'unknown' ? entry.problem.code : entry.kind]),
          );
          t.equal(complete, true);
          const truth = { d: 'directory', fifo: 'special', 'to-d': 'link', 'to-etc': 'link' };
          // proftpd calls a FIFO a file of no size, and leaves out links that lead nowhere (here: out of its root).
          const { 'to-etc': _left, ...told } = { ...truth, fifo: 'file' };
          t.strictSame(kinds, kind === 'proftpd' ? told : truth);
          if (kind !== 'proftpd') return;
          await t.rejects(endpoint.read(path('fifo'), await listedFile(endpoint, 'fifo')), {
            code: 'unreadable',
          });
        },
        putLinks,
      );
    });

    t.test('times are set where the server can, and nothing breaks where it cannot', async (t) => {
      await onServer(t, kind, async (endpoint, server) => {
        const content = contentOf('x');
        for (const mtime of [OLD_US, -1_000_000, undefined]) {
          const name = `at ${mtime}`;
          await endpoint.write(requestFor(name, content, { mtime }), content);
          if (kind !== 'vsftpd-no-times' && mtime === OLD_US)
            t.equal(statSync(join(server.directory, name)).mtimeMs, OLD_US / 1000);
        }
        t.equal(endpoint.traits.setsTimes, kind !== 'vsftpd-no-times');
      });
    });

    t.test('a big file goes up and comes down whole', async (t) => {
      await onServer(t, kind, async (endpoint, server) => {
        const big = Buffer.alloc(9_000_001, '0123456789abcdef');
        const content = contentOf(big, { chunked: 1024 * 1024 });
        let told = 0;
        await endpoint.write(
          requestFor('big', content, { onBytes: (bytes) => void (told += bytes) }),
          content,
        );
        t.equal(told, big.length);
        t.ok(readFileSync(join(server.directory, 'big')).equals(big));
        const back = await endpoint.read(path('big'), await listedFile(endpoint, 'big'));
        t.ok((await readAll(back)).equals(big));
        t.equal(await back.unchanged(), true);
      });
    });

    t.test('a thousand uploads over eight connections all arrive', async (t) => {
      await onServer(t, kind, async (endpoint, server) => {
        await Promise.all(
          Array.from({ length: 1_000 }, async (_, n) => {
            const content = contentOf(`content ${n}`);
            await endpoint.write(requestFor(`f${n}`, content), content);
          }),
        );
        t.equal(readdirSync(server.directory).length, 1_000);
        const listing = await endpoint.list(ROOT);
        t.equal(listing.complete, true);
        t.equal(listing.entries.filter((entry) => entry.kind === 'file').length, 1_000);
      });
    });

    t.test('no trash leaves no .syncline behind', async (t) => {
      await onServer(t, kind, async (endpoint, server) => {
        for (const text of ['1', '22']) {
          const content = contentOf(text);
          const expected = text === '1' ? undefined : await listedFile(endpoint, 'a');
          await endpoint.write(requestFor('a', content, { expected, trash: undefined }), content);
        }
        await endpoint.remove(path('a'), await listedFile(endpoint, 'a'), undefined);
        await endpoint.makeDirectory(path('d'), undefined);
        await endpoint.removeDirectory(path('d'), undefined);
        t.same(readdirSync(server.directory), []);
        t.equal(existsSync(join(server.directory, TRASH_DIRECTORY)), false);
      });
    });
  });
}

t.test('S7: pure-ftpd that cuts its listings is noticed', { skip: skipReason('pure-ftpd') }, async (t) => {
  await onServer(
    t,
    'pure-ftpd',
    async (endpoint) => {
      const listing = await endpoint.list(ROOT);
      t.equal(listing.complete, false);
      t.ok(listing.entries.length < 20, `${listing.incompleteBecause}`);
    },
    putTwentyFiles,
    { extra: ['-L', '10:3'] },
  );
});

t.test(
  'a name with a line end never gets into a command, and never makes a listing look whole',
  { skip: skipReason('vsftpd') },
  async (t) => {
    for (const kind of ['vsftpd', 'proftpd'] as const) {
      await onServer(
        t,
        kind,
        async (endpoint) => {
          t.equal((await endpoint.list(ROOT)).complete, false, kind);
        },
        putBrokenName,
      );
    }
  },
);
