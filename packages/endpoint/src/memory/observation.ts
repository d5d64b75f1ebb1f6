import {
  unknownEntry,
  type DirectoryEntry,
  type Entry,
  type Identity,
  type Name,
  type Path,
  type Token,
} from '@syncline/model';

import type { MemoryDirectory, MemoryNode, MemoryVolume } from './volume.js';

type Content = Extract<MemoryNode, { kind: 'file' | 'link' }>;

export function sizeOf(node: Content): number {
  return node.kind === 'file' ? node.bytes.length : node.target.length;
}

/** As of a directory: size, mtime, inode, birth time; equal through a rename. */
export function identityOf(node: Content): Identity {
  return [sizeOf(node), node.mtime, node.ino, node.birth].map((part) => part.toString(36)).join('.');
}

export function tokenOf(node: Content): Token {
  return `${identityOf(node)}.${node.ctime.toString(36)}`;
}

/** `sinceUs`: when the look or the listing began. */
export function entryOf(
  volume: MemoryVolume,
  path: Path,
  name: Name,
  node: MemoryNode,
  sinceUs: number,
): Entry {
  switch (node.kind) {
    case 'directory':
      return { ...directoryOf(name, node), ...(node.mountPoint && { mountPoint: true }) };
    case 'special':
      return unknownEntry(path, name, 'special', 'a socket, FIFO or device cannot be synchronized');
    case 'file':
      return { ...versionOf(volume, name, node, sinceUs), kind: 'file', mtime: node.mtime, mode: node.mode };
    case 'link':
      return { ...versionOf(volume, name, node, sinceUs), kind: 'link', target: node.target };
  }
}

function directoryOf(name: Name, { mode, ino, birth }: MemoryDirectory): DirectoryEntry {
  return { kind: 'directory', name, mode, identity: `/${ino.toString(36)}.${birth.toString(36)}` };
}

function versionOf(volume: MemoryVolume, name: Name, node: Content, sinceUs: number) {
  return {
    name,
    size: sizeOf(node),
    token: tokenOf(node),
    identity: identityOf(node),
    racy: node.ctime >= sinceUs - volume.timePrecisionUs,
  };
}
