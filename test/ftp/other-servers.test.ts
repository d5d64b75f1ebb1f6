import { renameSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { factsOf } from '../../packages/endpoint/test/servers/scripted/listings.js';
import type { Node } from '../../packages/endpoint/test/servers/scripted/node.js';
import { texts } from '../support/observe.ts';
import { only } from '../support/only.ts';
import { pair } from '../support/pair.ts';
import { clone, contentAt, scriptedServer, sideOn } from './scripted-side.ts';

/* The whole command against what servers do that are not among those which the tests start. */

t.test(
  'names that a server garbles in its listings lose nothing, and are told as that at each run',
  async (t) => {
    const server = await scriptedServer(t, { features: ['SIZE'] });
    const files = { 'caf\xc3\xa9': 'known by its name', fine: 'fine' };
    for (const [name, text] of Object.entries(files))
      server.nodes.set(`/${Buffer.from(name, 'latin1').toString()}`, { content: Buffer.from(text) });
    // As BusyBox does, where it runs without a language.
    const lines = ['caf?', 'fine'].map((name, at) => `-rw-r--r-- 1 u g ${[17, 4][at]} Jan 01 12:00 ${name}`);
    server.on('LIST', (control) => control.send(`${lines.join('\r\n')}\r\n`));
    const garbled = /caf\? .*is listed, but nothing is there under this name: .*puts \? for characters/;
    const from = pair(t, sideOn(server), undefined);
    for (const copied of [1, 0]) {
      const ran = await clone(from);
      t.match(ran, { exit: 1, summary: { copied, failed: 1 } });
      t.match(ran.stderr, garbled);
    }
    t.strictSame(texts(from.destination), { fine: 'fine' });
    const to = pair(t, undefined, sideOn(server), { source: { fine: 'fine', kept: 'x' } });
    const ran = await clone(to);
    t.match(ran, { exit: 1, summary: { deleted: 0, failed: 1 } });
    t.match(ran.stderr, garbled);
    t.equal(contentAt(server, '/caf\xe9'), 'known by its name');
  },
);

t.test(
  'a server whose MLST has an answer of its own for what is not there is asked by SIZE and CWD as well',
  async (t) => {
    const server = await scriptedServer(t, { features: ['MLST type*;size*;modify*;', 'MFMT', 'SIZE'] });
    // Apache's FtpServer.
    server.on('MLST', (control, name) =>
      server.nodes.has(name) ? false : control.reply('501 Not a valid pathname.'),
    );
    const side = { ...sideOn(server), address: `${sideOn(server).address}/made/by the first run` };
    server.nodes.set('/made', {});
    const the = pair(t, undefined, side, { source: { kept: 'one', gone: 'two', 'folder/x': 'three' } });
    t.match(await clone(the), { exit: 0, summary: { copied: 3, made: 1, failed: 0 } });
    t.match(await clone(the), { exit: 0, lines: only([]) });
    the.plant('source', { gone: undefined, 'folder/x': undefined, new: 'four' });
    t.match(await clone(the), { exit: 0, summary: { copied: 1, deleted: 2, failed: 0 } });
    t.notOk(server.nodes.has('/made/by the first run/gone'));
    // It takes names for patterns as well, and tells what they stand for.
    server.on('MLST', (control, name) => {
      const isPattern = name.includes('[');
      if (server.nodes.has(name) && !isPattern) return false;
      const facts = `250-\r\nType=dir;Size=0;Modify=20260101120000; folder\r\n\r\n250 Done`;
      control.reply(isPattern ? facts : '501 Not a valid pathname.');
      return true;
    });
    the.plant('source', { '[x]': 'five', new: undefined });
    t.match(await clone(the), { exit: 0, summary: { copied: 1, deleted: 1, failed: 0 } });
    t.match(await clone(the), { exit: 0, lines: only([]) });
    // What SIZE does not deny either is not known to be gone.
    the.plant('source', { kept: undefined, more: 'five' });
    server.on('SIZE', (control) => control.reply('501 Not a valid pathname.'));
    t.match(await clone(the), { exit: 1, summary: { copied: 0 } });
  },
);

t.test('a server whose MLST leaves out the space before the facts is understood', async (t) => {
  const server = await scriptedServer(t, { features: ['MLST type*;size*;modify*;', 'MFMT', 'SIZE'] });
  // SFTPGo's, before August 2022.
  server.on('MLST', (control, name) => {
    const node = server.nodes.get(name);
    if (node === undefined) return false;
    control.raw(`250-File details\r\n${factsOf(node)} ${name}\r\n250 End\r\n`);
    return true;
  });
  const the = pair(t, undefined, sideOn(server), { source: { a: 'one', b: 'two' } });
  t.match(await clone(the), { exit: 0, summary: { copied: 2 } });
  the.plant('source', { a: 'anew', b: undefined });
  t.match(await clone(the), { exit: 0, summary: { updated: 1, deleted: 1, failed: 0 } });
  const back = pair(t, sideOn(server), undefined);
  t.match(await clone(back), { exit: 0, summary: { copied: 1, failed: 0 } });
  t.strictSame(texts(back.destination), { a: 'anew' });
});

t.test('uftpd: a server that drops what is sent ahead is given one command at a time', async (t) => {
  const options = { features: ['MLST type*;size*;modify*;', 'MFMT', 'SIZE'], oneAtATime: true };
  const server = await scriptedServer(t, options);
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`folder/f${n}`, `text ${n}`]));
  const the = pair(t, undefined, sideOn(server), { source: files });
  t.match(await clone(the), { exit: 0, summary: { copied: 12, made: 1, failed: 0 } });
  t.match(await clone(the), { exit: 0, lines: only([]) });
  the.plant('source', { 'folder/f0': 'anew', 'folder/f1': undefined });
  t.match(await clone(the), { exit: 0, summary: { updated: 1, deleted: 1, failed: 0 } });
  const back = pair(t, sideOn(server), undefined);
  t.match(await clone(back), { exit: 0, summary: { copied: 11, failed: 0 } });
  t.equal(texts(back.destination)['folder/f0'], 'anew');
});

t.test('aioftp: so is one that answers what it does not know before what was asked first', async (t) => {
  const server = await scriptedServer(t, { features: ['MLST type*;size*;modify*;', 'MFMT', 'SIZE'] });
  server.on('TYPE', (control) => void setTimeout(() => control.reply('200 Binary'), 20));
  server.on('OPTS', (control) => control.reply('502 Not implemented'));
  const the = pair(t, undefined, sideOn(server), { source: { a: 'one', b: 'two' } });
  t.match(await clone(the), { exit: 0, summary: { copied: 2, failed: 0 } });
  t.match(await clone(the), { exit: 0, lines: only([]) });
});

/** A tree of a server that leaves quotes out of names, whoever gives them or asks for them. */
class QuoteLess extends Map<string, Node> {
  override get(path: string): Node | undefined {
    return super.get(path.replaceAll('"', ''));
  }

  override has(path: string): boolean {
    return super.has(path.replaceAll('"', ''));
  }

  override set(path: string, node: Node): this {
    return super.set(path.replaceAll('"', ''), node);
  }

  override delete(path: string): boolean {
    return super.delete(path.replaceAll('"', ''));
  }
}

t.test('ftp-srv: what a server keeps under another name is not deleted and copied by turns', async (t) => {
  const server = await scriptedServer(t, { nodes: new QuoteLess() });
  const source = { '"file"': 'a', 'folder/"in"/deep/x': 'b', 'folder/gone': 'c', 'other/gone': 'd' };
  const the = pair(t, undefined, sideOn(server), { source });
  t.match(await clone(the), { exit: 0, summary: { copied: 4 } });
  the.plant('source', { 'folder/gone': undefined, 'other/gone': undefined, new: 'n' });
  for (const turn of [1, 2, 3]) {
    const ran = await clone(the);
    const [copied, deleted] = turn === 1 ? [1, 1] : [0, 0];
    t.match(ran, { exit: 1, summary: { copied, deleted, made: 0, removed: 0 } }, `run ${turn}`);
    t.match(ran.stderr, /not copied "file" .*something stands under this name that this side does not list/);
    t.match(
      ran.stderr,
      /not deleted folder\/gone .*names in its folder that it does not list, or lists otherwise/,
    );
  }
  t.equal(contentAt(server, '/file'), 'a');
  t.equal(contentAt(server, '/folder/in/deep/x'), 'b');
  // Once the names are such as the server keeps, all is as ever.
  the.plant('source', { '"file"': undefined, file: 'a' });
  renameSync(join(the.source, 'folder/"in"'), join(the.source, 'folder/in'));
  await clone(the);
  t.match(await clone(the), { exit: 0 });
  t.match(await clone(the), { exit: 0, lines: only([]) });
  t.notOk(server.nodes.has('/folder/gone'));
});
