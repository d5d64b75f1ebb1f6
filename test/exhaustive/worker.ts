import { FAMILIES } from './families.ts';
import { prove } from './prove.ts';

/** Which trial of which family is to be tried next. */
export interface Task {
  readonly family: number;
  readonly trial: number;
}

process.on('message', async ({ family, trial }: Task) => {
  process.send!(await prove(FAMILIES[family]!.trials[trial]!()));
});

process.on('disconnect', () => process.exit());
