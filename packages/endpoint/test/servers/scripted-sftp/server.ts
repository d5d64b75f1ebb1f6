import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';
import type { SftpSpec } from '@syncline/model';
import { Framer } from '../../../src/sftp/framer.js';
import { EXTENSION_VERSIONS, REQUEST, RESPONSE } from '../../../src/sftp/protocol.js';
import { answer } from './files.js';
import type { Files } from './files.js';
import { makePemKey } from '../ssh-key.js';
import { Fields, namesPacket, number, packet, statusPacket, text } from './packets.js';
import type { ToldAttributes } from './packets.js';

/** How a request is answered; each once. */
export interface Answers {
  status(code: number, message?: string): void;
  handle(handle: string): void;
  data(data: Buffer): void;
  names(names: readonly (readonly [string, ToldAttributes])[]): void;
  /** Any packet, with its length. */
  raw(bytes: Buffer): void;
  /** Ends the session, and nothing else that goes over the connection. */
  end(): void;
  /** Ends the connection. */
  destroy(): void;
}

/** One request of a client. */
export interface Call {
  readonly kind: number;
  readonly id: number;
  /** Anew at each call. */
  fields(): Fields;
}

/** Returns whether it took care of the request; otherwise it is answered as by an honest server. */
export type Hook = (call: Call, answers: Answers) => boolean | Promise<boolean>;

/** An SFTP server that lies where it is told to. Anybody may log in with the password `secret`. */
export interface ScriptedSftp {
  readonly spec: SftpSpec;
  /** By absolute path. */
  readonly files: Files;
  /** Kinds of requests, in the order in which they came. */
  readonly calls: number[];
  /** The same by what came together. */
  readonly packets: number[][];
  connections(): number;
  /** Requests that came behind the one that is being answered. */
  pending(): number;
  on(kind: number, hook: Hook): void;
  stop(): Promise<void>;
}

export interface ScriptedOptions {
  readonly extensions?: readonly string[] | undefined;
  readonly version?: number | undefined;
  /** The login directory, as it is told. */
  readonly home?: string | undefined;
  /** What a login has to show, one after the other; any key will do. By default the password alone. */
  readonly proofs?: readonly ('publickey' | 'password')[] | undefined;
  /** What becomes of the request to start SFTP, instead of SFTP. */
  readonly start?: OddStart | undefined;
  /** The same for all sessions of a connection but its first. */
  readonly further?: OddStart | undefined;
}

type OddStart = 'refuse' | 'hang' | 'hang-up' | 'end' | 'print';

export async function startScriptedSftp({
  extensions = [],
  version = 3,
  home = '/',
  proofs = ['password'],
  start,
  further,
}: ScriptedOptions = {}): Promise<ScriptedSftp> {
  const { private: key, public: line } = makePemKey();
  const files: Files = new Map([['/', { modified: 1 }]]);
  const hooks = new Map<number, Hook>([
    [REQUEST.realpath, (_call, answers) => (answers.names([[home, {}]]), true)],
  ]);
  const calls: number[] = [];
  const packets: number[][] = [];
  const ends = new Set<() => void>();
  let connections = 0;
  let [came, answered] = [0, 0];
  const told = extensions.flatMap((name) => [text(name), text(EXTENSION_VERSIONS.get(name) ?? '1')]);
  const serve = (channel: Duplex, end: () => void): void => {
    const framer = new Framer();
    const take = async (bytes: Buffer): Promise<void> => {
      if (bytes[0] === REQUEST.init)
        return void channel.write(packet(RESPONSE.version, number(version), ...told));
      const call = { kind: bytes[0]!, id: bytes.readUInt32BE(1), fields: () => new Fields(bytes, 5) };
      calls.push(call.kind);
      const answers = answersTo(call.id, channel, end);
      if ((await hooks.get(call.kind)?.(call, answers)) !== true) answer(call, answers, files);
      answered += 1;
    };
    // One after the other, as they came.
    let before = Promise.resolve();
    channel.on('data', (piece: Buffer) => {
      const together: number[] = [];
      framer.add(piece, (bytes) => {
        if (bytes[0] !== REQUEST.init) came += 1;
        together.push(bytes[0]!);
        before = before.then(() => take(bytes));
      });
      packets.push(together);
    });
    channel.on('error', () => undefined);
  };
  const server = new ssh2.Server({ hostKeys: [key] }, (client) => {
    connections += 1;
    // It is on the class, though not among its types: small answers must not wait for one another.
    (client as unknown as ssh2.Client).setNoDelay(true);
    ends.add(() => client.end());
    client.on('error', () => undefined);
    const due = [...proofs];
    client.on('authentication', (context) => logIn(context, due));
    let sessions = 0;
    client.on('session', (accept) => {
      const odd = (sessions += 1) === 1 ? start : further;
      if (odd === 'hang') return;
      if (odd === 'hang-up') return void client.end();
      accept().on('subsystem', (take, refuse) => {
        if (odd === 'refuse') return refuse();
        const channel = take();
        if (odd === undefined) return serve(channel, () => client.end());
        if (odd === 'print') channel.write('This account is not available.\n');
        channel.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const blob = Buffer.from(line.split(' ')[1]!, 'base64');
  return {
    spec: {
      type: 'sftp',
      server: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      username: 'me',
      password: 'secret',
      directory: '/',
      fingerprint: createHash('sha256').update(blob).digest('hex'),
    },
    files,
    calls,
    packets,
    connections: () => connections,
    pending: () => came - answered - 1,
    on: (kind, hook) => void hooks.set(kind, hook),
    stop: () => {
      for (const end of ends) end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes what a login shows off what is due. */
function logIn(context: ssh2.AuthContext, due: ('publickey' | 'password')[]): void {
  const [next] = due;
  const isRight = context.method === next && (context.method !== 'password' || context.password === 'secret');
  if (!isRight) return context.reject(next === undefined ? [] : [next]);
  // A client asks first whether a key would do.
  if (context.method === 'publickey' && context.signature === undefined) return context.accept();
  due.shift();
  if (due.length === 0) context.accept();
  else context.reject([due[0]!], true);
}

function answersTo(id: number, channel: Duplex, end: () => void): Answers {
  const send = (bytes: Buffer): void => void channel.write(bytes);
  return {
    status: (code, message = '') => send(statusPacket(id, code, message)),
    handle: (handle) => send(packet(RESPONSE.handle, number(id), text(handle))),
    data: (data) => send(packet(RESPONSE.data, number(id), text(data))),
    names: (names) => send(namesPacket(id, names)),
    raw: send,
    end: () => void channel.end(),
    destroy: end,
  };
}
