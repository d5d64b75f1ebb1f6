import type { ConflictPolicy, Side } from '@syncline/model';
import { otherSide } from '@syncline/model';
import { CONTENTS } from './contents.ts';
import type { Content, Node, Tree, Triple } from './trees.ts';
import { isContent, isFolder, isUnknown } from './trees.ts';

/**
 * What both sides are to look like after a run: the two-way table of SPEC §3 written down once more, in another way than the
 * differ does, as a function of whole trees. A conflict copy is called `name!side` here.
 */
export function expectedOf(
  { journal, source, destination }: Triple,
  policy: ConflictPolicy,
): Record<Side, Tree> {
  const on = (side: Side): Tree => mergeFolder({ side, policy }, journal, { source, destination });
  return { source: on('source'), destination: on('destination') };
}

type Both = Readonly<Record<Side, Node>>;
const EMPTY: Tree = {};

/** Which side is looked at: the two differ where something is unknown. */
interface View {
  readonly side: Side;
  readonly policy: ConflictPolicy;
}

function mergeFolder(view: View, journal: Node, both: Readonly<Record<Side, Tree>>): Tree {
  const known = isFolder(journal) ? journal : EMPTY;
  const names = new Set([...Object.keys(both.source), ...Object.keys(both.destination)]);
  const merged: [string, Node][] = [];
  for (const name of names) {
    merged.push(
      ...mergeName(view, name, known[name], {
        source: both.source[name],
        destination: both.destination[name],
      }),
    );
  }
  return treeOf(merged);
}

/** What one name becomes, with the conflict copy beside it if there is one. */
function mergeName(view: View, name: string, journal: Node, both: Both): [string, Node][] {
  const { source, destination } = both;
  if (isUnknown(source) || isUnknown(destination)) return [[name, both[view.side]]];
  if (isContent(source) && isContent(destination))
    return mergeContents(view, name, journal, { source, destination });
  if (source === undefined) return [[name, mergeOneSided(view, journal, destination, 'destination')]];
  if (destination === undefined) return [[name, mergeOneSided(view, journal, source, 'source')]];
  if (isContent(source)) return mergeKinds(view, name, journal, 'source', source, destination);
  if (isContent(destination)) return mergeKinds(view, name, journal, 'destination', destination, source);
  if (!isFolder(source) || !isFolder(destination)) return [[name, both[view.side]]];
  return [[name, mergeFolder(view, journal, { source, destination })]];
}

function mergeContents(
  view: View,
  name: string,
  journal: Node,
  both: Readonly<Record<Side, Content>>,
): [string, Node][] {
  const { source, destination } = both;
  if (source === destination || destination === journal) return [[name, source]];
  if (source === journal && isContent(journal)) return [[name, destination]];
  const winner = winnerOf(both, view.policy);
  return [
    [name, both[winner]],
    [`${name}!${otherSide(winner)}`, both[otherSide(winner)]],
  ];
}

function mergeOneSided(view: View, journal: Node, node: Node, holder: Side): Node {
  if (isContent(node)) return node === journal ? undefined : node;
  if (isFolder(journal) && isFolder(node))
    return changedIn(journal, node) ? survivorsOf(view, journal, node, holder) : undefined;
  return createdFrom(view, node, holder);
}

function mergeKinds(
  view: View,
  name: string,
  journal: Node,
  contentSide: Side,
  content: Content,
  folder: Node,
): [string, Node][] {
  const holder = otherSide(contentSide);
  const conflict: [string, Node] = [`${name}!${contentSide}`, content];
  if (isFolder(journal)) {
    if (isFolder(folder) && !changedIn(journal, folder)) return [[name, content]];
    return [
      [
        name,
        isFolder(folder) ? survivorsOf(view, journal, folder, holder) : createdFrom(view, folder, holder),
      ],
      conflict,
    ];
  }
  const replaced: [string, Node] = [name, createdFrom(view, folder, holder)];
  return content === journal ? [replaced] : [replaced, conflict];
}

/** What is new or changed in a folder that the other side lost; what the journal has unchanged goes. */
function survivorsOf(view: View, journal: Tree, folder: Tree, holder: Side): Tree {
  return treeOf(
    Object.entries(folder).map(([name, node]) => [name, mergeOneSided(view, journal[name], node, holder)]),
  );
}

/** Something that only one side had, once both have it: unknown things stay where they are. */
function createdFrom(view: View, node: Node, holder: Side): Node {
  if (isUnknown(node)) return view.side === holder ? node : undefined;
  if (!isFolder(node)) return node;
  return treeOf(Object.entries(node).map(([name, child]) => [name, createdFrom(view, child, holder)]));
}

/** Whether anything in a folder is new, changed or unknown. A deletion is not a change. */
function changedIn(journal: Tree, folder: Tree): boolean {
  return Object.entries(folder).some(([name, node]) => {
    const known = journal[name];
    return isFolder(node) && isFolder(known) ? changedIn(known, node) : node !== known;
  });
}

function treeOf(nodes: readonly (readonly [string, Node])[]): Tree {
  return Object.fromEntries(nodes.filter(([, node]) => node !== undefined)) as Tree;
}

function winnerOf({ source, destination }: Readonly<Record<Side, Content>>, policy: ConflictPolicy): Side {
  if (policy === 'source' || policy === 'destination') return policy;
  const [left, right] = [CONTENTS[source], CONTENTS[destination]];
  if (
    policy === 'newer' &&
    left.mtime !== undefined &&
    right.mtime !== undefined &&
    left.mtime !== right.mtime
  ) {
    return left.mtime > right.mtime ? 'source' : 'destination';
  }
  if (left.size !== right.size) return left.size > right.size ? 'source' : 'destination';
  return left.hash > right.hash ? 'source' : 'destination';
}
