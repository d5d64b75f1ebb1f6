import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { posix } from 'node:path';
import type { FtpSpec } from '@syncline/model';

/** What stands at a path of the scripted server: a directory has no content. */
export interface Node {
  readonly content?: Buffer;
  readonly modify?: string;
}

/** One control connection, as a script sees it. */
export interface Control {
  /** Position among the connections that were made, from 1. */
  readonly number: number;
  /** Sends a line (CRLF is added). */
  reply(line: string): void;
  /** Sends exactly these bytes. */
  raw(bytes: string): void;
  /** Listens for a data connection and returns the port. */
  passive(): Promise<number>;
  /** Accepts the data connection that EPSV, PASV or `passive` prepared. */
  data(): Promise<Socket>;
  /** Sends content over the data connection, between 150 and a closing answer. */
  send(content: string | Buffer, closing?: string): Promise<void>;
  destroy(): void;
}

/** Takes one command over; returning false leaves it to the ordinary behaviour. */
export type Script = (control: Control, argument: string) => unknown;

export interface ScriptedServer {
  readonly spec: FtpSpec;
  readonly nodes: Map<string, Node>;
  /** Every command received, passwords included. */
  readonly commands: string[];
  /** Replaces what a verb does. `GREETING` is the greeting. */
  on(verb: string, script: Script): void;
  readonly connections: () => number;
  stop(): Promise<void>;
}

const FEATURES = ['MLST type*;size*;modify*;unique*;', 'MFMT', 'MDTM', 'SIZE', 'EPSV', 'UTF8'];

/**
 * A small FTP server on raw sockets that tells the truth until a script makes it lie: for the faults that no real
 * server can be asked for. One tree in memory; times are UTC.
 */
export async function startScripted(
  options: { readonly features?: readonly string[]; readonly host?: string } = {},
): Promise<ScriptedServer> {
  const nodes = new Map<string, Node>([['/', {}]]);
  const commands: string[] = [];
  const scripts = new Map<string, Script>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const host = options.host ?? '127.0.0.1';
  const state: State = { nodes, scripts, commands, features: options.features ?? FEATURES, host };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, state, (connections += 1));
  });
  const port = await listen(server, host);
  return {
    spec: {
      type: 'ftp',
      tls: 'none',
      server: host,
      port,
      username: 'test',
      password: 'secret',
      directory: '',
    },
    nodes,
    commands,
    on: (verb, script) => void scripts.set(verb, script),
    connections: () => connections,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface State {
  readonly nodes: Map<string, Node>;
  readonly scripts: Map<string, Script>;
  readonly commands: string[];
  readonly features: readonly string[];
  readonly host: string;
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function serve(socket: Socket, state: State, number: number): void {
  const passive = new Passive(state.host);
  const session = { cwd: '/', renameFrom: '' };
  const control: Control = {
    number,
    reply: (line) => void socket.write(`${line}\r\n`, 'latin1'),
    raw: (bytes) => void socket.write(bytes, 'latin1'),
    passive: () => passive.open(),
    data: () => passive.accept(),
    send: async (content, closing = '226 Done') => {
      const data = await passive.accept();
      control.reply('150 Here it comes');
      await new Promise<void>((resolve) => data.end(content, resolve));
      control.reply(closing);
    },
    destroy: () => socket.destroy(),
  };
  const queue: string[] = [];
  let busy = false;
  const next = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let line = queue.shift(); line !== undefined; line = queue.shift()) await handle(line);
    busy = false;
  };
  const handle = async (line: string): Promise<void> => {
    state.commands.push(line);
    const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/s.exec(line) ?? [];
    try {
      const scripted = await state.scripts.get(verb)?.(control, argument);
      if (scripted === false || !state.scripts.has(verb))
        await obey(verb, argument, control, state, session, passive);
    } catch {
      control.reply('425 No data connection');
    }
  };
  let partial = '';
  socket.on('data', (chunk) => {
    const lines = (partial + chunk.toString('latin1')).split('\r\n');
    partial = lines.pop() ?? '';
    queue.push(...lines);
    void next();
  });
  socket.on('close', () => passive.close());
  const greeting = state.scripts.get('GREETING');
  if (greeting === undefined) control.reply('220 Scripted');
  else void greeting(control, '');
}

/** One listening port at a time for the next transfer. */
class Passive {
  readonly #host: string;
  #server: Server | undefined;
  #accepted: Promise<Socket> | undefined;

  constructor(host: string) {
    this.#host = host;
  }

  async open(): Promise<number> {
    this.close();
    const server = createServer();
    this.#server = server;
    this.#accepted = new Promise((resolve) => {
      server.once('connection', (socket) => {
        socket.on('error', () => undefined);
        resolve(socket);
      });
    });
    return listen(server, this.#host);
  }

  accept(): Promise<Socket> {
    return this.#accepted ?? Promise.reject(new Error('no passive port'));
  }

  close(): void {
    this.#server?.close();
  }
}

async function obey(
  verb: string,
  argument: string,
  control: Control,
  { nodes, features }: State,
  session: { cwd: string; renameFrom: string },
  passive: Passive,
): Promise<void> {
  const path = posix.resolve(session.cwd, argument);
  const node = nodes.get(path);
  const isDirectory = node !== undefined && node.content === undefined;
  const ok = (condition: unknown, line: string): void => control.reply(condition ? line : '550 No');
  const put = (to: string, value: Node): void => void nodes.set(to, { modify: '20260101120000', ...value });
  switch (verb) {
    case 'USER':
      return control.reply('331 Password');
    case 'PASS':
      return control.reply('230 In');
    case 'FEAT':
      return control.raw(['211-Features', ...features.map((each) => ` ${each}`), '211 End', ''].join('\r\n'));
    case 'SYST':
      return control.reply('215 UNIX Type: L8');
    case 'PWD':
      return control.reply(`257 "${session.cwd.replaceAll('"', '""')}" is current`);
    case 'CWD':
      if (isDirectory) session.cwd = path;
      return ok(isDirectory, '250 Ok');
    case 'EPSV':
      return control.reply(`229 Extended passive (|||${await passive.open()}|)`);
    case 'PASV': {
      const port = await passive.open();
      return control.reply(`227 Passive (127,0,0,1,${port >> 8},${port & 255})`);
    }
    case 'SIZE':
      return ok(node?.content, `213 ${node?.content?.length}`);
    case 'MDTM':
      return ok(node?.content, `213 ${node?.modify}`);
    case 'MFMT': {
      const [, time = '', name = ''] = /^(\d+) (.*)$/.exec(argument) ?? [];
      const target = nodes.get(posix.resolve(session.cwd, name));
      if (target !== undefined) put(posix.resolve(session.cwd, name), { ...target, modify: time });
      return ok(target, `213 Modify=${time}; ${name}`);
    }
    case 'MLST':
      return ok(node, `250-Facts\r\n ${node && factsOf(node)} ${path}\r\n250 End`);
    case 'MLSD':
      return control.send(listMlsd(nodes, session.cwd));
    case 'LIST':
      return control.send(listUnix(nodes, session.cwd, argument === '-a'));
    case 'RETR':
      if (node?.content === undefined) return control.reply('550 No');
      return control.send(node.content);
    case 'STOR': {
      const data = await passive.accept();
      control.reply('150 Send it');
      const parts: Buffer[] = [];
      for await (const part of data) parts.push(part as Buffer);
      put(path, { content: Buffer.concat(parts) });
      return control.reply('226 Stored');
    }
    case 'RNFR':
      session.renameFrom = path;
      return ok(node, '350 And to?');
    case 'RNTO': {
      const from = nodes.get(session.renameFrom);
      const fits = from !== undefined && nodes.has(posix.dirname(path));
      if (fits) nodes.delete(session.renameFrom);
      if (fits) nodes.set(path, from);
      return ok(fits, '250 Renamed');
    }
    case 'DELE':
      return ok(node?.content && nodes.delete(path), '250 Gone');
    case 'RMD':
      return ok(isDirectory && childrenOf(nodes, path).length === 0 && nodes.delete(path), '250 Gone');
    case 'MKD': {
      const fits = node === undefined && nodes.has(posix.dirname(path));
      if (fits) put(path, {});
      return ok(fits, `257 "${path}" made`);
    }
    case 'QUIT':
      return control.destroy();
    case 'TYPE':
    case 'OPTS':
    case 'NOOP':
      return control.reply('200 Ok');
    default:
      return control.reply('500 What?');
  }
}

function childrenOf(nodes: ReadonlyMap<string, Node>, folder: string): [string, Node][] {
  const children = [...nodes].filter(([path]) => path !== '/' && posix.dirname(path) === folder);
  return children.map(([path, node]) => [posix.basename(path), node]);
}

function factsOf(node: Node): string {
  const type = node.content === undefined ? 'dir' : 'file';
  const size = node.content === undefined ? '' : `size=${node.content.length};`;
  return `type=${type};${size}modify=${node.modify ?? '20260101120000'};`;
}

function listMlsd(nodes: ReadonlyMap<string, Node>, folder: string): string {
  const lines = childrenOf(nodes, folder).map(([name, node]) => `${factsOf(node)} ${name}`);
  return ['type=cdir; .', ...lines, ''].join('\r\n');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HALF_A_YEAR_MS = 182 * 86_400_000;

function two(value: number | undefined): string {
  return String(value).padStart(2, '0');
}

/** As `ls` does: the minute of what is recent, the year of what is not. */
function unixTime(modify = '20260101120000'): string {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)/
    .exec(modify)!
    .map(Number) as number[];
  const age = Date.now() - Date.UTC(year!, month! - 1, day, hour, minute);
  const last = age >= 0 && age < HALF_A_YEAR_MS ? `${two(hour)}:${two(minute)}` : ` ${year}`;
  return `${MONTHS[month! - 1]} ${two(day)} ${last}`;
}

function listUnix(nodes: ReadonlyMap<string, Node>, folder: string, all: boolean): string {
  const line = (name: string, node: Node): string =>
    `${node.content === undefined ? 'd' : '-'}rw-r--r-- 1 u g ${node.content?.length ?? 4096} ${unixTime(node.modify)} ${name}`;
  const shown = childrenOf(nodes, folder).filter(([name]) => all || !name.startsWith('.'));
  return [...(all ? [line('.', {})] : []), ...shown.map(([name, node]) => line(name, node)), ''].join('\r\n');
}
