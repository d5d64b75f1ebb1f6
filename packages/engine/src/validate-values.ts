import type { Item } from '@syncline/model';
import { isItemName, SIDES, usageError } from '@syncline/model';

/**
 * What a definition that comes from no configuration may get wrong: a name that leads out of the state directory, an empty
 * path, which would be the working directory, and numbers with which a run would hang or a guard let everything pass. Throws
 * `usage`.
 */
export function validateValues(item: Item): void {
  if (!isItemName(item.name))
    throw usageError(
      `the name ${JSON.stringify(item.name)} is none of an item: give it letters, digits, . _ - (at most 64)`,
    );
  for (const side of SIDES) {
    const { endpoint } = item[side];
    if (endpoint.type === 'directory' && endpoint.path === '')
      throw usageError(`the path of the ${side} is empty: give a directory`);
  }
  for (const [name, value, isGood, good] of numbersOf(item))
    if (!isGood(value)) throw usageError(`${name} is ${value}: give ${good}`);
}

type Check = readonly [name: string, value: number, isGood: (value: number) => boolean, good: string];

function numbersOf({ deleteLimit, limits, trash }: Item): readonly Check[] {
  const { bandwidth } = limits;
  return [
    ['limits.connections', limits.connections, wholeFrom(1), 'a whole number from 1 on'],
    ['limits.timeout', limits.timeout, isPositive, 'a number above 0'],
    ['limits.retries', limits.retries, wholeFrom(0), 'a whole number from 0 on'],
    ...(bandwidth === undefined
      ? []
      : [['limits.bandwidth', bandwidth, isPositive, 'a number above 0'] as const]),
    ['deleteLimit.percent', deleteLimit.percent, isPercentage, 'a number from 0 to 100'],
    ['deleteLimit.floor', deleteLimit.floor, wholeFrom(0), 'a whole number from 0 on'],
    ...(trash === 'off' ? [] : [['trash.keepDays', trash.keepDays, isPositive, 'a number above 0'] as const]),
  ];
}

function wholeFrom(least: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least;
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isPercentage(value: number): boolean {
  return value >= 0 && value <= 100;
}
