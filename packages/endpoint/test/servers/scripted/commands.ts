import { posix } from 'node:path';
import type { Control } from './control.js';
import { factsOf, listMlsd, listUnix } from './listings.js';
import type { Node } from './node.js';
import { childrenOf } from './node.js';
import type { State } from './serve.js';

/** One command: its argument as a path, what stands there, and whom to answer. */
interface Command {
  readonly argument: string;
  readonly path: string;
  readonly node: Node | undefined;
  readonly control: Control;
  readonly state: State;
  readonly session: Session;
}

/** What a connection remembers from one command to the next. */
export interface Session {
  cwd: string;
  renameFrom: string;
}

type Obey = (command: Command) => unknown;

const always =
  (line: string): Obey =>
  ({ control }) =>
    control.reply(line);

/** A command that fails with 550 unless it could be done. */
const done = ({ control }: Command, condition: unknown, line: string): void =>
  control.reply(condition ? line : '550 No');

const isDirectory = (node: Node | undefined): boolean => node !== undefined && node.content === undefined;

function put({ nodes }: State, path: string, node: Node): void {
  nodes.set(path, { modify: '20260101120000', ...node });
}

const COMMANDS: Readonly<Record<string, Obey>> = {
  USER: always('331 Password'),
  PASS: always('230 In'),
  SYST: always('215 UNIX Type: L8'),
  TYPE: always('200 Ok'),
  OPTS: always('200 Ok'),
  NOOP: always('200 Ok'),
  QUIT: ({ control }) => control.destroy(),
  FEAT: ({ control, state }) =>
    control.raw(['211-Features', ...state.features.map((each) => ` ${each}`), '211 End', ''].join('\r\n')),
  PWD: ({ control, session }) => control.reply(`257 "${session.cwd.replaceAll('"', '""')}" is current`),
  CWD: changeDirectory,
  EPSV: async ({ control }) => control.reply(`229 Extended passive (|||${await control.passive()}|)`),
  PASV: async ({ control }) => {
    const port = await control.passive();
    control.reply(`227 Passive (127,0,0,1,${port >> 8},${port & 255})`);
  },
  SIZE: (command) => done(command, command.node?.content, `213 ${command.node?.content?.length}`),
  MDTM: (command) => done(command, command.node?.content, `213 ${command.node?.modify}`),
  MFMT: setTime,
  MLST: (command) =>
    done(
      command,
      command.node,
      `250-Facts\r\n ${command.node && factsOf(command.node)} ${command.path}\r\n250 End`,
    ),
  MLSD: ({ control, state, session }) => control.send(listMlsd(state.nodes, session.cwd)),
  LIST: ({ control, state, session, argument }) =>
    control.send(listUnix(state.nodes, session.cwd, argument === '-a')),
  RETR: ({ control, node }) =>
    node?.content === undefined ? control.reply('550 No') : control.send(node.content),
  STOR: store,
  RNFR: (command) => {
    command.session.renameFrom = command.path;
    done(command, command.node, '350 And to?');
  },
  RNTO: rename,
  DELE: (command) =>
    done(command, command.node?.content && command.state.nodes.delete(command.path), '250 Gone'),
  RMD: removeDirectory,
  MKD: makeDirectory,
};

/** Does what an honest server does at a command. */
export async function obey(
  verb: string,
  argument: string,
  control: Control,
  state: State,
  session: Session,
): Promise<void> {
  const path = posix.resolve(session.cwd, argument);
  const command = { argument, path, node: state.nodes.get(path), control, state, session };
  await (COMMANDS[verb] ?? always('500 What?'))(command);
}

function changeDirectory(command: Command): void {
  if (isDirectory(command.node)) command.session.cwd = command.path;
  done(command, isDirectory(command.node), '250 Ok');
}

function setTime(command: Command): void {
  const [, modify = '', name = ''] = /^(\d+) (.*)$/.exec(command.argument) ?? [];
  const path = posix.resolve(command.session.cwd, name);
  const target = command.state.nodes.get(path);
  if (target !== undefined) put(command.state, path, { ...target, modify });
  done(command, target, `213 Modify=${modify}; ${name}`);
}

async function store({ control, state, path }: Command): Promise<void> {
  const data = await control.data();
  control.reply('150 Send it');
  const parts: Buffer[] = [];
  for await (const part of data) parts.push(part as Buffer);
  put(state, path, { content: Buffer.concat(parts) });
  control.reply('226 Stored');
}

function rename(command: Command): void {
  const { nodes } = command.state;
  const from = nodes.get(command.session.renameFrom);
  const fits = from !== undefined && nodes.has(posix.dirname(command.path));
  if (fits) nodes.delete(command.session.renameFrom);
  if (fits) nodes.set(command.path, from);
  done(command, fits, '250 Renamed');
}

function removeDirectory(command: Command): void {
  const { nodes } = command.state;
  const empty = isDirectory(command.node) && childrenOf(nodes, command.path).length === 0;
  done(command, empty && nodes.delete(command.path), '250 Gone');
}

function makeDirectory(command: Command): void {
  const fits = command.node === undefined && command.state.nodes.has(posix.dirname(command.path));
  if (fits) put(command.state, command.path, {});
  done(command, fits, `257 "${command.path}" made`);
}
