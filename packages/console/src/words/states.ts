import type { Icon } from '@tabler/icons-react';
import {
  IconAlertTriangle,
  IconBroadcast,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockExclamation,
  IconHandStop,
  IconHourglass,
  IconRefresh,
  IconThumbUp,
} from '@tabler/icons-react';
import type { ItemState } from '../api/shapes';

interface StateWords {
  readonly label: string;
  readonly meaning: string;
  readonly color: string;
  readonly icon: Icon;
}

/** How a state is told: by a word, a sign and a colour, so that no one of them is needed. */
export const STATES: Readonly<Record<ItemState, StateWords>> = {
  running: { label: 'Running', meaning: 'A run goes on', color: 'blue', icon: IconRefresh },
  live: { label: 'Live', meaning: 'Changes are carried as they happen', color: 'teal', icon: IconBroadcast },
  waiting: { label: 'Waiting', meaning: 'It waits for its turn', color: 'gray', icon: IconHourglass },
  'in-sync': {
    label: 'In sync',
    meaning: 'The last run left both sides in step',
    color: 'green',
    icon: IconCircleCheck,
  },
  held: { label: 'Held', meaning: 'Deletes wait for approval', color: 'orange', icon: IconHandStop },
  approved: {
    label: 'Approved',
    meaning: 'Deletes that were held are carried out at the next run',
    color: 'cyan',
    icon: IconThumbUp,
  },
  partial: {
    label: 'Partial',
    meaning: 'Some paths could not be done',
    color: 'yellow',
    icon: IconAlertTriangle,
  },
  failed: {
    label: 'Failed',
    meaning: 'The last run was refused, or a side could not be reached',
    color: 'red',
    icon: IconCircleX,
  },
  overdue: {
    label: 'Overdue',
    meaning: 'No success at three scheduled times in a row',
    color: 'orange',
    icon: IconClockExclamation,
  },
  new: { label: 'Never ran', meaning: 'It was not run yet', color: 'gray', icon: IconCircleDashed },
};

/** From the most urgent to the least. */
export const URGENCY: readonly ItemState[] = [
  'failed',
  'held',
  'overdue',
  'partial',
  'running',
  'waiting',
  'approved',
  'new',
  'live',
  'in-sync',
];
