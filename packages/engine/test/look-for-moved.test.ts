import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { filesBelow, world } from './watched-world.js';

const NOT_TWICE = { failed: 0, conflicts: 0, exit: 0 };

for (const mode of ['clone', 'two-way'] as const)
  for (const kind of ['directory', 'server'] as const)
    for (const order of [
      ['cur', 'new'],
      ['new', 'cur'],
    ] as const) {
      const [early, late] = order;
      const name = `${mode}, ${kind}, ${early} is listed before ${late}`;
      t.test(`C7: a message that leaves ${late} once ${early} is listed is renamed (${name})`, async (t) => {
        const { at, run, lines } = world(t, mode, ['cur', 'new', 'tmp']);
        writeFileSync(at('source', `${late}/1.host`), 'mail');
        writeFileSync(at('source', 'stays'), 'stays');
        t.match(await run({ kind }), { ...NOT_TWICE, copied: 2 });
        let moved = false;
        const listed = (path: string): void => {
          if (path !== early || moved) return;
          moved = true;
          renameSync(at('source', `${late}/1.host`), at('source', `${early}/1.host:2,S`));
        };
        t.match(await run({ kind, listed, order }), { ...NOT_TWICE, moved: 1, deleted: 0, bytes: 0 });
        t.same(filesBelow(at('destination')), { [`${early}/1.host:2,S`]: 'mail', stays: 'stays' });
        t.match(await run({ kind }), NOT_TWICE);
        t.same(lines, [], 'the next run has nothing to do');
      });

      t.test(
        `C7: a message seen in ${early} that goes to ${late} then is in the backup (${name})`,
        async (t) => {
          const { at, run, lines } = world(t, mode, ['cur', 'new', 'tmp']);
          writeFileSync(at('source', `${early}/1.host`), 'mail');
          await run({ kind });
          let moved = false;
          const listed = (path: string): void => {
            if (path !== early || moved) return;
            moved = true;
            renameSync(at('source', `${early}/1.host`), at('source', `${late}/1.host:2,S`));
          };
          t.match(await run({ kind, listed, order }), { failed: 0 });
          t.ok(Object.values(filesBelow(at('destination'))).includes('mail'));
          await run({ kind });
          t.same(filesBelow(at('destination')), { [`${late}/1.host:2,S`]: 'mail' });
          await run({ kind });
          t.same(lines, []);
        },
      );
    }

for (const mode of ['clone', 'two-way'] as const) {
  t.test(`C7: a dry run plans the rename too (${mode})`, async (t) => {
    const { at, run, lines } = world(t, mode, ['cur', 'new']);
    writeFileSync(at('source', 'new/1.host'), 'mail');
    await run({ kind: 'directory' });
    writeFileSync(at('source', 'cur/2.host'), 'same');
    let moved = false;
    const listed = (path: string): void => {
      if (path !== 'cur' || moved) return;
      moved = true;
      renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
    };
    await run({ kind: 'directory', listed, order: ['cur', 'new'] }, true);
    t.same(lines.sort(), ['copy cur/2.host', 'move cur/1.host:2,S']);
  });

  t.test(`C3: a folder that goes where was listed already is renamed (${mode})`, async (t) => {
    const { at, run, lines } = world(t, mode, ['a', 'z/d/sub']);
    for (const name of ['a/keep', 'z/keep', 'z/d/one', 'z/d/sub/two'])
      writeFileSync(at('source', name), name);
    await run({ kind: 'directory' });
    let moved = false;
    const listed = (path: string): void => {
      if (path !== 'a' || moved) return;
      moved = true;
      renameSync(at('source', 'z/d'), at('source', 'a/d'));
    };
    t.match(await run({ kind: 'directory', listed, order: ['a', 'z'] }), {
      ...NOT_TWICE,
      deleted: 0,
      bytes: 0,
    });
    t.same(Object.keys(filesBelow(at('destination'))).sort(), ['a/d/one', 'a/d/sub/two', 'a/keep', 'z/keep']);
    await run({ kind: 'directory' });
    t.same(lines, []);
  });

  t.test(
    `C7: a message renamed over another one is not deleted before that is updated (${mode})`,
    async (t) => {
      const { at, run, lines } = world(t, mode, ['cur', 'new']);
      writeFileSync(at('source', 'new/1.host'), 'the newer mail');
      writeFileSync(at('source', 'cur/1.host'), 'mail');
      await run({ kind: 'directory' });
      let moved = false;
      const listed = (path: string): void => {
        if (path !== 'cur' || moved) return;
        moved = true;
        renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host'));
      };
      t.match(await run({ kind: 'directory', listed, order: ['cur', 'new'] }), { failed: 0 });
      t.same(filesBelow(at('destination')), { 'cur/1.host': 'the newer mail' });
      await run({ kind: 'directory' });
      t.same(lines, []);
    },
  );

  t.test(`C7: what is back where it was missed is not missed (${mode})`, async (t) => {
    const { at, run, lines } = world(t, mode, ['away', 'cur']);
    writeFileSync(at('source', 'cur/1.host'), 'mail');
    writeFileSync(at('source', 'stays'), 'stays');
    await run({ kind: 'directory' });
    const moves = [
      ['away', 'cur/1.host', 'away/1.host'],
      ['cur', 'away/1.host', 'cur/1.host'],
    ];
    const listed = (path: string): void => {
      if (path !== moves[0]?.[0]) return;
      const [, from, to] = moves.shift()!;
      renameSync(at('source', from!), at('source', to!));
    };
    t.match(await run({ kind: 'directory', listed, order: ['away', 'cur'] }), { exit: 0, deleted: 0 });
    t.same(lines, []);
    t.same(moves, [], 'it was missed');
    t.same(filesBelow(at('destination')), { 'cur/1.host': 'mail', stays: 'stays' });
  });

  t.test(`C7: what leaves again while it is looked for is not deleted (${mode})`, async (t) => {
    const { at, run } = world(t, mode, ['cur', 'new', 'tmp']);
    writeFileSync(at('source', 'new/1.host'), 'mail');
    writeFileSync(at('source', 'stays'), 'stays');
    await run({ kind: 'server' });
    const names = ['new/1.host', 'cur/1.host:2,', 'tmp/1.host:2,S'];
    // Seen in `cur` at the second look, it is gone from there before it is decided upon; `tmp` was looked at by then.
    let lists = 0;
    const listed = (path: string): void => {
      if (path !== 'cur') return;
      lists += 1;
      if (lists <= 2) renameSync(at('source', names[lists - 1]!), at('source', names[lists]!));
    };
    const summary = await run({ kind: 'server', listed, order: ['cur', 'new'] });
    const files = filesBelow(at('destination'));
    t.ok(Object.values(files).includes('mail'), JSON.stringify([files, summary]));
    t.match(await run({ kind: 'server' }), NOT_TWICE);
    t.same(filesBelow(at('destination')), { 'tmp/1.host:2,S': 'mail', stays: 'stays' });
  });

  t.test(`C7: of a run without deletes no directory is looked at again (${mode})`, async (t) => {
    const { at, run } = world(t, mode, ['cur', 'new']);
    writeFileSync(at('source', 'new/1.host'), 'mail');
    writeFileSync(at('source', 'new/2.host'), 'mail 2');
    await run({ kind: 'directory' });
    const seen: string[] = [];
    const listed = (path: string): void => void seen.push(path);
    renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
    writeFileSync(at('source', 'new/3.host'), 'mail 3');
    for (const moved of [1, 0]) {
      seen.length = 0;
      t.match(await run({ kind: 'directory', listed }), { moved, deleted: 0 });
      t.same(seen.sort(), ['', 'cur', 'new']);
    }
  });

  t.test(
    `C7: under a mail reader that goes on and on no message is missing after any run (${mode})`,
    { timeout: 300_000 },
    async (t) => {
      const { at, run } = world(t, mode, ['cur', 'new', 'tmp']);
      // So many that one is not read again and again while one look lasts: that may be missed (see `lookForMoved`).
      const ids = Array.from({ length: 1_000 }, (_, id) => String(id).padStart(3, '0'));
      for (const id of ids) writeFileSync(at('source', `new/${id}.host`), `mail ${id}`);
      await run({ kind: 'directory' });
      const present = (): string[] => Object.values(filesBelow(at('destination'))).sort();
      const all = ids.map((id) => `mail ${id}`);
      t.same(present(), all);
      const reader = { stopped: false };
      t.teardown(() => void (reader.stopped = true));
      const reading = (async () => {
        // Mail goes from `new` to `cur` and back: to a folder that is listed before, and one that is listed after.
        for (let turn = 0; !reader.stopped; turn += 1) {
          const id = ids[turn % ids.length]!;
          const from = Math.floor(turn / ids.length) % 2 === 0 ? `new/${id}.host` : `cur/${id}.host:2,S`;
          const to = from.startsWith('new') ? `cur/${id}.host:2,S` : `new/${id}.host`;
          renameSync(at('source', from), at('source', to));
          await sleep(turn % 3);
        }
      })();
      for (let turn = 1; turn <= 20; turn += 1) {
        await run({ kind: 'directory' });
        t.same([...new Set(present())], all, `run ${turn}`);
      }
      reader.stopped = true;
      await reading;
      await run({ kind: 'directory' });
      await run({ kind: 'directory' });
      t.same(filesBelow(at('destination')), filesBelow(at('source')));
    },
  );
}
