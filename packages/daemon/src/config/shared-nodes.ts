import type { Alias, Document, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isCollection, isPair, isScalar, isSeq, visit } from 'yaml';

/** A place that says by an alias what an anchor of an item says. */
interface Use {
  readonly target: Node;
  readonly isInItem: boolean;
  put(node: Node): void;
}

/** Whether something is written as an alias of an anchor in an item, so that an edit of the one could be an edit of the other. */
export function isShared(item: YAMLMap, document: Document): boolean {
  return usesOf(item, document).length > 0;
}

/**
 * Makes an item one that can be edited alone: what others say by an alias of an anchor in it is written out at the first of
 * them, which has the anchor from then on. The document means what it meant.
 */
export function handOverAnchors(item: YAMLMap, document: Document): void {
  const uses = usesOf(item, document);
  const handedOver = new Set<Node>();
  for (const { isInItem, put, target } of uses) {
    if (!isInItem && handedOver.has(target)) continue;
    const copy = copyOf(target, document);
    if (!isInItem) {
      handedOver.add(target);
      if (hasAnchor(copy) && hasAnchor(target) && target.anchor !== undefined) copy.anchor = target.anchor;
    }
    put(copy);
  }
  withoutAnchors(item);
}

/** Aliases lead to the last anchor of a name before them: a copy must not come in between. */
export function withoutAnchors(item: YAMLMap): void {
  visit(item, {
    Value: (_key, node) => {
      delete node.anchor;
    },
  });
}

function hasAnchor(node: Node): node is Scalar | YAMLMap | YAMLSeq {
  return isScalar(node) || isCollection(node);
}

/** In the order of the text. */
function usesOf(item: YAMLMap, document: Document): readonly Use[] {
  const own = new Set<unknown>();
  visit(item, { Node: (_key, node) => void own.add(node) });
  const uses: Use[] = [];
  visit(document, {
    Alias: (key, alias, path) => {
      const target = alias.resolve(document);
      if (target === undefined || !own.has(target)) return;
      uses.push({ target, isInItem: own.has(alias), put: putter(alias, key, path.at(-1)) });
    },
  });
  return uses;
}

function putter(alias: Alias, key: unknown, parent: unknown): Use['put'] {
  return (node) => {
    const { comment, commentBefore, spaceBefore } = alias;
    Object.assign(node, { comment, commentBefore, spaceBefore });
    if (isSeq(parent) && typeof key === 'number') parent.items[key] = node;
    else if (isPair(parent) && key === 'value') parent.value = node;
  };
}

/** What a node says, written as it is written. */
function copyOf(target: Node, document: Document): Node {
  const copy = document.createNode(target.toJS(document) as unknown);
  if (isCollection(copy) && isCollection(target)) copy.flow = target.flow === true;
  if (isScalar(copy) && isScalar(target) && target.type !== undefined) copy.type = target.type;
  return copy;
}
