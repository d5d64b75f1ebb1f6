import { execFile } from 'node:child_process';

/** Whoever started the daemon and watches over it. */
export interface Supervisor {
  /** The daemon runs its items. */
  ready(): void;
  /** One line for `systemctl status`. */
  status(text: string): void;
  /** The daemon stops on purpose. */
  stopping(): void;
  /** Ends the signs of life. */
  close(): void;
}

export interface SupervisorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the daemon is well: without it no sign of life is given, and the supervisor starts it anew. */
  readonly isWell: () => boolean;
  readonly onFailure: (message: string) => void;
}

const US_PER_MS = 1_000;

/**
 * systemd, by the protocol of sd_notify(3). Node has no datagram sockets of the Unix kind, so its own program speaks
 * for us: a unit needs `NotifyAccess=all`. Without `NOTIFY_SOCKET` nothing is said to anybody.
 */
export function createSupervisor({ env, isWell, onFailure }: SupervisorOptions): Supervisor {
  if (env['NOTIFY_SOCKET'] === undefined) return SILENT;
  const notify = (...assignments: readonly string[]): void => {
    execFile('systemd-notify', assignments, (error) => {
      if (error !== null) onFailure(`systemd could not be told ${assignments.join(' ')}: ${error.message}`);
    });
  };
  const watchdogUs = Number(env['WATCHDOG_USEC']);
  const isForUs = env['WATCHDOG_PID'] === undefined || Number(env['WATCHDOG_PID']) === process.pid;
  // Half the time, as sd_watchdog_enabled(3) recommends.
  const everyMs = isForUs && watchdogUs > 0 ? watchdogUs / US_PER_MS / 2 : undefined;
  const timer =
    everyMs === undefined ? undefined : setInterval(() => isWell() && notify('WATCHDOG=1'), everyMs);
  timer?.unref();
  return {
    ready: () => notify('READY=1'),
    status: (text) => notify(`STATUS=${text}`),
    stopping: () => notify('STOPPING=1'),
    close: () => clearInterval(timer),
  };
}

const SILENT: Supervisor = {
  ready: () => undefined,
  status: () => undefined,
  stopping: () => undefined,
  close: () => undefined,
};
