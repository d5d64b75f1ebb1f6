import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.ts';
import type { Answer, OpenDaemon } from '../support/daemon.ts';
import { office, until } from '../support/daemon.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';

const KIB = 1024;

/** One item, and what a person does about its conflicts. */
function deskOf({ ask }: OpenDaemon) {
  const at = '/api/v1/items/docs';
  return {
    ask,
    async sync(): Promise<void> {
      const before = (await ask('GET', `${at}/runs?limit=1`)).json[0]?.number ?? 0;
      await ask('POST', `${at}/run`, {});
      await until(async () => {
        const [run] = (await ask('GET', `${at}/runs?limit=1`)).json;
        return run?.number > before && run.state === 'ended';
      });
    },
    list: async () => (await ask('GET', `${at}/conflicts`)).json.entries,
    compare: (copy: string, encoding = ''): Promise<Answer> =>
      ask('GET', `${at}/conflicts/compare?copy=${encodeURIComponent(copy)}${encoding}`),
    resolve: (body: object): Promise<Answer> => ask('POST', `${at}/conflicts/resolve`, body),
    trash: async () => (await ask('GET', `${at}/trash`)).json.entries,
  };
}

const ITEM = 'name: docs, source: source, destination: destination, mode: two-way, conflict: source';

t.test('both versions of a conflict are shown, and the one that is kept is kept on both sides', async (t) => {
  const { root, configure, open } = office(t);
  configure(`  - { ${ITEM} }\n`);
  const [here, there] = [join(root, 'source'), join(root, 'destination')];
  for (const name of ['a.txt', 'b.txt', 'c.txt']) {
    writeFileSync(join(here, name), `${name} of the source`);
    writeFileSync(join(there, name), `${name} of the destination`);
  }
  const desk = deskOf(await open());
  await desk.sync();
  const [a, b, c] = await desk.list();
  t.match(a, { path: 'a.txt', side: 'destination', plain: true, plainSize: 19, size: 24 });
  const seen = (await desk.compare(a.copy)).json;
  t.match(seen, {
    path: 'a.txt',
    copy: a.copy,
    side: 'destination',
    plain: {
      from: 'source',
      kind: 'file',
      size: 19,
      preview: { text: 'a.txt of the source', truncated: false },
    },
    kept: { from: 'destination', size: 24, time: /Z$/, preview: { text: 'a.txt of the destination' } },
  });

  const kept = await desk.resolve({ copy: a.copy, keep: 'copy', state: seen.state });
  t.match(kept, { status: 200, json: { path: 'a.txt', keep: 'copy', on: 'source', next: 'next run' } });
  t.match(await desk.resolve({ copy: b.copy, keep: 'plain' }), { status: 200, json: { on: 'source' } });
  t.match(await desk.resolve({ copy: c.copy, keep: 'both' }), {
    status: 200,
    json: { on: null, trash: null, next: null },
  });
  t.same(await desk.list(), [], 'what is decided is no question any more');
  await desk.sync();
  for (const side of [here, there]) {
    t.same(
      readdirSync(side)
        .filter((name) => name !== '.syncline')
        .sort(),
      ['a.txt', 'b.txt', c.copy, 'c.txt'].sort(),
    );
    t.equal(readFileSync(join(side, 'a.txt'), 'utf8'), 'a.txt of the destination');
    t.equal(readFileSync(join(side, 'b.txt'), 'utf8'), 'b.txt of the source');
  }
  t.same(await desk.list(), []);
  const there2 = (await desk.trash()).filter(({ run }: { run: string }) => run === kept.json.trash);
  t.match(there2, [{ path: 'a.txt', side: 'source', size: 19 }]);

  writeFileSync(join(there, c.copy), 'a version that nobody has decided about');
  await desk.sync();
  t.match(await desk.list(), [{ path: 'c.txt', copy: c.copy }], 'a changed copy is a question again');
});

t.test('what was changed since it was seen is not touched', async (t) => {
  const { root, configure, open } = office(t);
  configure(`  - { ${ITEM} }\n`);
  const here = join(root, 'source');
  writeFileSync(join(here, 'a'), 'one');
  writeFileSync(join(root, 'destination', 'a'), 'another');
  const desk = deskOf(await open());
  await desk.sync();
  const [{ copy }] = await desk.list();
  const { state } = (await desk.compare(copy)).json;
  writeFileSync(join(here, 'a'), 'edited meanwhile');
  for (const keep of ['plain', 'copy'])
    t.match(await desk.resolve({ copy, keep, state }), {
      status: 409,
      json: { code: 'stale', detail: /changed since/ },
    });
  t.equal(readFileSync(join(here, 'a'), 'utf8'), 'edited meanwhile');
  t.equal(readFileSync(join(here, copy), 'utf8'), 'another');
  t.equal((await desk.list()).length, 1);

  rmSync(join(here, 'a'));
  mkdirSync(join(here, 'a'));
  t.match(await desk.resolve({ copy, keep: 'copy' }), {
    status: 409,
    json: { detail: /a folder is called/ },
  });
  rmSync(join(here, 'a'), { recursive: true });
  t.match(await desk.resolve({ copy, keep: 'plain' }), { status: 409, json: { detail: /keep the copy/ } });
  t.match((await desk.compare(copy)).json, { plain: null, kept: { size: 7 } });
  t.match(await desk.resolve({ copy, keep: 'copy' }), { status: 200 });
  t.equal(readFileSync(join(here, 'a'), 'utf8'), 'another');
  await desk.sync();
  t.equal(readFileSync(join(root, 'destination', 'a'), 'utf8'), 'another');

  for (const none of ['a', 'none', 'none.conflict-source-20260101-000000', '../../etc/passwd']) {
    t.match(await desk.compare(none), { status: 404, json: { code: 'conflict' } });
    t.match(await desk.resolve({ copy: none, keep: 'both' }), { status: 404 });
  }
  t.match(await desk.resolve({ copy, keep: 'none' }), { status: 400 });
});

t.test('a preview is the beginning of a text, and says what is none', async (t) => {
  const { root, configure, open } = office(t);
  configure(`  - { ${ITEM} }\n`);
  const [here, there] = [join(root, 'source'), join(root, 'destination')];
  const put = (name: string | Buffer, left: string | Buffer, right: string | Buffer): void => {
    writeFileSync(Buffer.concat([Buffer.from(`${here}/`), Buffer.from(name)]), left);
    writeFileSync(Buffer.concat([Buffer.from(`${there}/`), Buffer.from(name)]), right);
  };
  // An odd byte first, so that the limit falls within a character.
  put('long', `x${'é'.repeat(200 * KIB)}`, Buffer.alloc(600 * KIB, 0x80));
  put('nul', 'a\0b', '');
  put(Buffer.from('odd\xff', 'latin1'), '1', '22');
  const desk = deskOf(await open());
  await desk.sync();
  const list = await desk.list();
  const copyOf = (path: string) => list.find((each: { path: string }) => each.path === path).copy;
  const long = (await desk.compare(copyOf('long'))).json;
  t.match(long, { plain: { preview: { truncated: true } }, kept: { preview: { kind: 'binary' } } });
  t.equal(long.plain.preview.text, `x${'é'.repeat(128 * KIB - 1)}`);
  t.match((await desk.compare(copyOf('nul'))).json, {
    plain: { preview: { kind: 'binary' } },
    kept: { preview: { kind: 'text', text: '', truncated: false } },
  });
  const odd = copyOf(String.raw`odd\xff`);
  t.match((await desk.compare(odd, '&encoding=escaped')).json, {
    encoding: 'escaped',
    plain: { preview: { text: '1' } },
  });
  t.match(await desk.resolve({ copy: odd, encoding: 'escaped', keep: 'copy' }), {
    status: 200,
    json: { path: String.raw`odd\xff` },
  });
  t.equal(readFileSync(Buffer.concat([Buffer.from(`${here}/odd`), Buffer.from([0xff])]), 'utf8'), '22');
});

t.test('a live item carries the decision at once; a one-way item has none to take', async (t) => {
  const { root, configure, open } = office(t);
  configure(
    `  - { ${ITEM}, live: true }\n  - { name: oneway, source: destination, destination: third, mode: clone }\n`,
  );
  const [here, there] = [join(root, 'source'), join(root, 'destination')];
  writeFileSync(join(here, 'a'), 'one');
  writeFileSync(join(there, 'a'), 'another');
  const daemon = await open();
  const desk = deskOf(daemon);
  await until(async () => (await desk.list()).length === 1);
  const [{ copy }] = await desk.list();
  t.match(await desk.resolve({ copy, keep: 'copy' }), { status: 200 });
  await until(
    () => !readdirSync(there).includes(copy) && readFileSync(join(there, 'a'), 'utf8') === 'another',
  );
  t.match(
    await cli(['conflicts', 'docs', '--config', join(root, 'syncline.yaml'), '--state', daemon.state]),
    {
      exit: 0,
      stdout: 'No conflict copies.\n',
    },
  );
  t.match(await daemon.ask('POST', '/api/v1/items/oneway/conflicts/resolve', { copy, keep: 'both' }), {
    status: 400,
    json: { code: 'usage', detail: /only a two-way item/ },
  });
});

t.test(
  'of two folders on a server the version that is kept is renamed there',
  { skip: skipReason('pure-ftpd') },
  async (t) => {
    const { config, open } = office(t);
    const server = await serverFor(t, 'pure-ftpd');
    const sides = ['left', 'right'].map((name) => folderOn(server, name));
    const urls = sides.map(({ address }) => address.replace('@', `:${server.password}@`));
    for (const [index, { path, adopt }] of sides.entries()) {
      mkdirSync(path);
      writeFileSync(join(path, 'a'), 'x'.repeat(index + 1));
      adopt?.();
    }
    const [source, destination] = urls.map((url) => `{ url: '${url}' }`);
    writeFileSync(
      config,
      `http: { listen: 127.0.0.1:0 }\nitems:\n  - { name: docs, source: ${source}, destination: ${destination}, mode: two-way, conflict: source }\n`,
    );
    const desk = deskOf(await open());
    await desk.sync();
    const [{ copy }] = await desk.list();
    const { state, plain, kept } = (await desk.compare(copy)).json;
    t.match([plain, kept], [{ preview: { text: 'x' } }, { preview: { text: 'xx' } }]);
    t.match(await desk.resolve({ copy, keep: 'copy', state }), { status: 200, json: { on: 'source' } });
    await desk.sync();
    for (const { path } of sides) {
      t.same(readdirSync(path).sort(), ['.syncline', 'a']);
      t.equal(readFileSync(join(path, 'a'), 'utf8'), 'xx');
    }
  },
);
