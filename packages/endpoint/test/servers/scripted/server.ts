import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { FtpSpec } from '@syncline/model';
import type { Script } from './control.js';
import { BlindMap } from './blind-map.js';
import type { Node } from './node.js';
import { listen } from './passive.js';
import type { State } from './serve.js';
import { serve } from './serve.js';

export interface ScriptedServer {
  readonly spec: FtpSpec;
  readonly nodes: Map<string, Node>;
  /** Every command received, passwords included. */
  readonly commands: string[];
  /** The same by what came together. */
  readonly packets: string[][];
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
  options: {
    readonly features?: readonly string[];
    readonly host?: string;
    /** `a` and `A` are one name: whichever was first. */
    readonly blindToCase?: boolean;
    /** The tree, where it is to be one of its own kind. */
    readonly nodes?: Map<string, Node>;
    /** What comes in the packet of a command, behind it, is dropped. */
    readonly oneAtATime?: boolean;
  } = {},
): Promise<ScriptedServer> {
  const nodes = options.nodes ?? (options.blindToCase === true ? new BlindMap() : new Map<string, Node>());
  nodes.set('/', {});
  const commands: string[] = [];
  const packets: string[][] = [];
  const scripts = new Map<string, Script>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const host = options.host ?? '127.0.0.1';
  const { features = FEATURES, oneAtATime = false } = options;
  const state: State = { nodes, scripts, commands, packets, features, host, oneAtATime };
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
    packets,
    on: (verb, script) => void scripts.set(verb, script),
    connections: () => connections,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
