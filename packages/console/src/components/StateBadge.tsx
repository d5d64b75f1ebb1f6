import { Badge, Tooltip } from '@mantine/core';
import type { ItemState } from '../api/shapes';
import { STATES } from '../words/states';

/** A state by word, sign and colour; what it means when it is pointed at, touched or reached by key. */
export function StateBadge({ state }: { state: ItemState }) {
  const { label, meaning, color, icon: Sign } = STATES[state];
  return (
    <Tooltip
      label={meaning}
      multiline
      maw="min(20rem, calc(100vw - 2rem))"
      events={{ hover: true, focus: true, touch: true }}
    >
      <Badge
        component="button"
        type="button"
        aria-description={meaning}
        className="state"
        color={color}
        variant="light"
        tt="none"
        leftSection={<Sign size={14} aria-hidden className={state === 'running' ? 'turning' : ''} />}
      >
        {label}
      </Badge>
    </Tooltip>
  );
}
