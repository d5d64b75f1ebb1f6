import type { ConfiguredItem } from '@syncline/daemon/config';

import type { Reporter } from '../reporter.js';
import { bound } from '../reporter.js';

/** Shows a run as before, and writes it into the item's log file where it has one. The last call closes the file. */
export async function logged(item: ConfiguredItem, shown: Reporter): Promise<Reporter> {
  if (item.logFile === undefined) return shown;
  const { createRunLog, ITEM_LOG_LIMITS, ItemLog } = await import('@syncline/daemon/config');
  const file = new ItemLog(item.logFile, {
    ...ITEM_LOG_LIMITS,
    onFailure: (message) => shown.notice({ level: 'warning', message }),
  });
  const log = createRunLog(file, item, 'manual', () => Date.now());
  return {
    ...bound(shown),
    operation(outcome) {
      shown.operation(outcome);
      log.operation(outcome);
    },
    notice(notice) {
      shown.notice(notice);
      log.notice(notice);
    },
    summary(summary) {
      shown.summary(summary);
      log.end(summary);
      file.close();
    },
  };
}
