import { pathInside } from '@syncline/endpoint/base';
import type { EndpointSpec, Item, Path, Side } from '@syncline/model';
import { isWithin, ROOT } from '@syncline/model';
import type { Selection } from '@syncline/scanner';
import { compileIgnore, NOTHING_LEFT_OUT } from '@syncline/scanner';
import { itemsDirectory } from '@syncline/state';
import type { RunOptions } from './options.js';
import type { Run } from './run.js';
import { notice } from './run.js';

type State = Pick<RunOptions, 'stateDirectory'>;

/** What takes part on either side: the patterns of both sides take a path out on both (SPEC §1). */
export function selectionOf(
  item: Item,
  options: State,
  emit: Run['emit'],
): Readonly<Record<Side, Selection>> {
  const ignore = compileIgnore([...item.source.ignore, ...item.destination.ignore]);
  const selection = (side: Side): Selection => {
    const inside = stateInside(item[side].endpoint, options.stateDirectory);
    if (inside !== undefined) {
      notice(
        { emit },
        'warning',
        `the state directory ${options.stateDirectory} is inside the ${side}; it is left out of the synchronization`,
      );
    }
    return { ignore, recursive: item.recursive, leftOut: leavesOut(inside) };
  };
  return { source: selection('source'), destination: selection('destination') };
}

/** Everything that `selectionOf` goes by. */
export function selectionRules({ source, destination, recursive }: Item, options: State): readonly unknown[] {
  const inside = ({ endpoint }: Item[Side]) => stateInside(endpoint, options.stateDirectory) ?? null;
  return [[...source.ignore, ...destination.ignore], recursive, inside(source), inside(destination)];
}

/** Where the state lies in a side. Of a state directory that is the root itself: the folder in it that is Syncline's. */
function stateInside(endpoint: EndpointSpec, stateDirectory: string): Path | undefined {
  const inside = pathInside(endpoint, stateDirectory);
  return inside === ROOT ? pathInside(endpoint, itemsDirectory(stateDirectory)) : inside;
}

function leavesOut(inside: Path | undefined): Selection['leftOut'] {
  return inside === undefined ? NOTHING_LEFT_OUT : (path) => isWithin(path, inside);
}
