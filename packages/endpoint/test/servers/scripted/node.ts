import { posix } from 'node:path';

/** What stands at a path of the scripted server: a directory has no content. */
export interface Node {
  readonly content?: Buffer;
  readonly modify?: string;
}

/** What stands in a folder, by name. */
export function childrenOf(nodes: ReadonlyMap<string, Node>, folder: string): [string, Node][] {
  const children = [...nodes].filter(([path]) => path !== '/' && posix.dirname(path) === folder);
  return children.map(([path, node]) => [posix.basename(path), node]);
}
