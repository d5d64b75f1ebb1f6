import type { MemoryVolume } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import type { Node } from './tree.ts';

export type Root = NonNullable<MemoryVolume['root']>;

/** Makes an empty volume into one with this tree (which it takes over), whose free inode numbers are those not in it. */
export function adoptTree(volume: MemoryVolume, root: Root): void {
  const used = new Set<number>();
  collectNumbers(root, used);
  const highest = Math.max(...used);
  const spare: Path[] = [];
  for (let n = volume.root!.ino; n < highest;) {
    const path = `spare-${n}` as Path;
    n = volume.createFile(path).ino;
    if (!used.has(n)) spare.push(path);
  }
  for (const path of spare.reverse()) volume.unlink(path);
  volume.setRoot(root);
}

function collectNumbers(node: Node, numbers: Set<number>): void {
  numbers.add(node.ino);
  if (node.kind === 'directory') for (const child of node.children.values()) collectNumbers(child, numbers);
}
