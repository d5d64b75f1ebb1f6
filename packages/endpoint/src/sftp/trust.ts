import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SynclineError } from '@syncline/model';
import { showHostKey } from '@syncline/model';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { endpointError } from '../remote/errors.js';
import { PIN_ADVICE } from '../remote/pin-advice.js';
import type { HostVerdict } from './known-hosts.js';
import { judgeHostKey, knownKeyTypes } from './known-hosts.js';
import type { Target } from './target.js';

/** What a server signs with its host key, the best first; those of RSA are of one type of key. */
export type KeyAlgorithm = ServerHostKeyAlgorithm;

const ALGORITHMS: readonly KeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Whom to take for the server. */
export interface Trust {
  /** What the server is asked to sign with, those first whose keys are known: it shows only one of its keys. */
  readonly algorithms: readonly KeyAlgorithm[];
  /** Undefined when the key, as it goes over the wire, is the server's; otherwise the error to fail with. */
  distrust(key: Buffer): SynclineError | undefined;
}

/** A pin is the only thing that counts where there is one; otherwise the known hosts of the user and of the machine. */
export async function trustOf(target: Target): Promise<Trust> {
  const pin = target.fingerprint;
  if (pin !== undefined)
    return {
      algorithms: ALGORITHMS,
      distrust: (key) =>
        sha256(key) === pin ? undefined : untrusted(target, key, 'its host key is not the pinned one'),
    };
  const text = await knownHosts();
  const { host, port } = target;
  return {
    algorithms: knownFirst(knownKeyTypes(text, host, port)),
    distrust(key) {
      const verdict = judgeHostKey(text, host, port, key);
      return verdict === 'known' ? undefined : untrusted(target, key, REASONS[verdict]);
    },
  };
}

const REASONS: Readonly<Record<Exclude<HostVerdict, 'known'>, string>> = {
  unknown: 'its host key is not in ~/.ssh/known_hosts',
  changed:
    'its host key is another one than in ~/.ssh/known_hosts. Either the server was set up anew, or somebody is between',
  revoked: 'its host key is marked as revoked in the known hosts',
};

/** Of a file that is not there, or can't be read, nothing is known. */
async function knownHosts(): Promise<string> {
  const files = [...ownKnownHosts(), '/etc/ssh/ssh_known_hosts'];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.join('\n');
}

/** A user whom the system does not know by a name has no home. */
function ownKnownHosts(): readonly string[] {
  try {
    return [join(homedir(), '.ssh', 'known_hosts')];
  } catch {
    return [];
  }
}

function knownFirst(keyTypes: readonly string[]): readonly KeyAlgorithm[] {
  const isKnown = (algorithm: KeyAlgorithm): boolean => keyTypes.includes(keyTypeOf(algorithm));
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

/** Those of the given ones with which a server would have to show a key of another type than this one. */
export function algorithmsBeside(key: Buffer, algorithms: readonly KeyAlgorithm[]): readonly KeyAlgorithm[] {
  // A key begins with its type (RFC 4253 §6.6).
  const type = key.toString('latin1', 4, 4 + key.readUInt32BE(0));
  return algorithms.filter((algorithm) => keyTypeOf(algorithm) !== type);
}

function keyTypeOf(algorithm: KeyAlgorithm): string {
  return algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;
}

/** The fingerprint of a host key: 64 hex digits. */
export function sha256(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex');
}

function untrusted({ fingerprint, where }: Target, key: Buffer, reason: string): SynclineError {
  const shown = `It presented ${showHostKey(sha256(key))}.`;
  // Where there is a pin, nobody looks there.
  const advice = `${PIN_ADVICE}${fingerprint === undefined ? ', or add the key to ~/.ssh/known_hosts' : ''}.`;
  return endpointError('untrusted', `${where} is not trusted: ${reason}. ${shown} ${advice}`);
}
