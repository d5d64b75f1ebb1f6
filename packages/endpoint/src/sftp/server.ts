import { ServerClock } from '../remote/clock.js';
import type { Lease } from '../remote/dialer.js';
import type { Connected, HostProof } from './connect.js';
import { EXTENSION } from './protocol.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** So many files in a row that did not keep the time that they were given, and the server is one that sets no times. */
const MAX_LOST_TIMES = 3;

/** One server as all its connections and endpoints know it. */
export interface Server {
  readonly target: Target;
  readonly clock: ServerClock;
  /** How it proved to be the right one; further connections ask for the same. */
  readonly proof: HostProof;
  /** IP address of the first connection. */
  readonly address: string | undefined;
  /** Its paths are those of Windows, of which some names would be taken for more than a name. */
  readonly windows: boolean;
  /** It acts on requests in the order in which they come, as OpenSSH does and those that have its extensions. */
  readonly ordered: boolean;
  /** It can replace a file in one step. Turns out to be otherwise where it then refuses. */
  replaces: boolean;
  /** It can give a file a second name. Turns out to be otherwise where its file system can't. */
  links: boolean;
  /** It can be asked whether content is on its disk. Turns out to be otherwise where it then refuses. */
  syncs: boolean;
  /** Files that did not keep their time, in a row. */
  lostTimes: number;
}

/** A leased connection together with what is known of its server. */
export type Connection = Lease<Session, Server>;

export function newServer(target: Target, { proof, session, address }: Connected): Server {
  const { extensions } = session;
  return {
    target,
    clock: new ServerClock(),
    proof,
    address,
    windows: /^\/?[A-Za-z]:/.test(session.loginDirectory),
    ordered: Object.values(EXTENSION).some((extension) => extensions.has(extension)),
    replaces: extensions.has(EXTENSION.posixRename),
    links: extensions.has(EXTENSION.hardLink),
    syncs: extensions.has(EXTENSION.fsync),
    lostTimes: 0,
  };
}

/** Takes in whether a file kept the time that it was given. */
export function noteTime(server: Server, kept: boolean): void {
  server.lostTimes = kept ? 0 : server.lostTimes + 1;
}

export function setsTimes({ lostTimes }: Server): boolean {
  return lostTimes < MAX_LOST_TIMES;
}
