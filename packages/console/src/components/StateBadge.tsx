import { Badge, Tooltip } from '@mantine/core';
import type { ItemState } from '../api/shapes';
import { STATES } from '../words/states';

/** A state by word, sign and colour; what it means when asked. */
export function StateBadge({ state }: { state: ItemState }) {
  const { label, meaning, color, icon: Sign } = STATES[state];
  return (
    <Tooltip label={meaning} events={{ hover: true, focus: true, touch: true }}>
      <Badge
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
