import type { Socket } from 'node:net';
import { obey, type Session } from './commands.js';
import type { Control, Script } from './control.js';
import type { Node } from './node.js';
import { Passive } from './passive.js';

/** What all connections of a scripted server share. */
export interface State {
  readonly nodes: Map<string, Node>;
  readonly scripts: Map<string, Script>;
  readonly commands: string[];
  readonly packets: string[][];
  readonly features: readonly string[];
  readonly host: string;
  /** What comes in the packet of a command, behind it, is dropped. */
  readonly oneAtATime: boolean;
}

/** Answers one control connection: each command by its script, or as an honest server. One command after the other. */
export function serve(socket: Socket, state: State, number: number): void {
  const passive = new Passive(state.host);
  const control = controlOf(socket, passive, number);
  const session: Session = { cwd: '/', renameFrom: '' };
  let [partial, last] = ['', Promise.resolve()];
  socket.on('data', (chunk) => {
    const lines = (partial + chunk.toString('latin1')).split('\r\n');
    partial = lines.pop() ?? '';
    if (state.oneAtATime) lines.splice(1);
    state.packets.push(lines);
    for (const line of lines) last = last.then(() => handle(line, control, state, session));
  });
  socket.on('close', () => passive.close());
  const greeting = state.scripts.get('GREETING');
  if (greeting === undefined) control.reply('220 Scripted');
  else void greeting(control, '');
}

async function handle(line: string, control: Control, state: State, session: Session): Promise<void> {
  state.commands.push(line);
  const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/s.exec(line) ?? [];
  const script = state.scripts.get(verb);
  try {
    if (script === undefined || (await script(control, argument)) === false)
      await obey(verb, argument, control, state, session);
  } catch {
    control.reply('425 No data connection');
  }
}

function controlOf(socket: Socket, passive: Passive, number: number): Control {
  const reply = (line: string): void => void socket.write(`${line}\r\n`, 'latin1');
  return {
    number,
    reply,
    raw: (bytes) => void socket.write(bytes, 'latin1'),
    passive: () => passive.open(),
    data: () => passive.accept(),
    send: async (content, closing = '226 Done') => {
      const data = await passive.accept();
      reply('150 Here it comes');
      await new Promise<void>((resolve) => data.end(content, resolve));
      reply(closing);
    },
    destroy: () => socket.destroy(),
  };
}
