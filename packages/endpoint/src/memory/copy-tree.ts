import type { MemoryDirectory, MemoryNode } from './volume.js';

/**
 * A copy of a tree that later changes do not reach, for `MemoryVolume.setRoot`: a simulator takes one when a side was
 * flushed, and puts it back for a power cut. Inode numbers, times and hard links stay as they are.
 */
export function copyTree(root: MemoryDirectory): MemoryDirectory {
  const copies = new Map<MemoryNode, MemoryNode>();
  const copied = copyNode(copies, root) as MemoryDirectory;
  const pending: [from: MemoryDirectory, to: MemoryDirectory][] = [[root, copied]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [from, to] = pair;
    for (const [name, node] of from.children) {
      const copy = copyNode(copies, node);
      to.children.set(name, copy);
      if (node.kind === 'directory') pending.push([node, copy as MemoryDirectory]);
    }
  }
  return copied;
}

function copyNode(copies: Map<MemoryNode, MemoryNode>, node: MemoryNode): MemoryNode {
  const known = copies.get(node);
  if (known !== undefined) return known;
  const copy: MemoryNode = node.kind === 'directory' ? { ...node, children: new Map() } : { ...node };
  copies.set(node, copy);
  return copy;
}
