/** What Node's `--cpu-prof` writes, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds between a sample and the one before. */
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** Seconds by function: in it alone, and with what it called. */
export interface Times {
  readonly totalSeconds: number;
  readonly self: ReadonlyMap<string, number>;
  readonly inclusive: ReadonlyMap<string, number>;
}

const SECONDS_PER_MICROSECOND = 1e-6;

/** Adds up profiles; functions are told apart by name and place. */
export function addUp(profiles: readonly CpuProfile[]): Times {
  const self = new Map<string, number>();
  const inclusive = new Map<string, number>();
  let totalSeconds = 0;
  for (const profile of profiles) {
    const stacks = stacksOf(profile);
    profile.samples.forEach((id, index) => {
      const seconds = profile.timeDeltas[index]! * SECONDS_PER_MICROSECOND;
      const stack = stacks.get(id)!;
      totalSeconds += seconds;
      add(self, stack[0]!, seconds);
      for (const name of new Set(stack)) add(inclusive, name, seconds);
    });
  }
  return { totalSeconds, self, inclusive };
}

function add(times: Map<string, number>, name: string, seconds: number): void {
  times.set(name, (times.get(name) ?? 0) + seconds);
}

/** The functions on the stack of each node, the innermost first. */
function stacksOf({ nodes }: CpuProfile): ReadonlyMap<number, readonly string[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stacks = new Map<number, readonly string[]>();
  const visit = (id: number, above: readonly string[]): void => {
    const node = byId.get(id)!;
    const stack = [nameOf(node), ...above];
    stacks.set(id, stack);
    for (const child of node.children ?? []) visit(child, stack);
  };
  if (nodes[0] !== undefined) visit(nodes[0].id, []);
  return stacks;
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  const place = url.replace(/^.*\/(packages|node_modules)\//, '');
  return place === '' ? name : `${name}  ${place}:${lineNumber + 1}`;
}
