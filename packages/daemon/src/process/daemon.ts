import type { Hold, ItemOptions, live as followItem, synchronize as runItem } from '@syncline/engine';
import { createConnections, listConflicts, listHolds } from '@syncline/engine';
import type { Item } from '@syncline/model';
import { isSynclineError, SynclineError } from '@syncline/model';
import { REAL_CLOCK } from '@syncline/scheduler';
import type { RunHistory } from '@syncline/state';
import { inState, makeDirectory } from '@syncline/state';
import type { Logger } from 'pino';
import { merge, Subject } from 'rxjs';
import { accessFile } from '../access/access-store.js';
import type { Access } from '../access/access.js';
import { openAccess } from '../access/access.js';
import type { DaemonStatus } from '../api/item-shapes.js';
import { isoTime, withoutUndefined } from '../api/to-shapes.js';
import type { LoadedConfig } from '../config/config-file.js';
import type { ConfiguredItem } from '../config/configured-item.js';
import { resolveItem } from '../config/resolve-item.js';
import { withoutSecrets } from '../config/without-secrets.js';
import type { ConfigWatch } from '../config/watch-config.js';
import { watchConfig } from '../config/watch-config.js';
import { createItemLogs } from '../logs/item-logs.js';
import type { DaemonEvent } from '../runs/daemon-event.js';
import { createLiveDesk } from '../runs/live-desk.js';
import { createOperator } from '../runs/operator.js';
import type { Operator } from '../runs/operator.js';
import { createRunDesk } from '../runs/run-desk.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { Notifier } from '../notify/notifier.js';
import { createNotifier } from '../notify/notifier.js';
import { toldFile } from '../notify/told-file.js';
import { resolvePrivateKey, resolveSecret } from '../secrets/resolve.js';
import { secretFiles } from '../secrets/store.js';
import type { Board } from '../status/board.js';
import { createBoard } from '../status/board.js';
import { createMetrics } from '../status/metrics.js';
import { createOpenConflicts } from '../status/open-conflicts.js';
import { logRuns } from './log-runs.js';
import { needsRestart } from './needs-restart.js';
import { daemonPlaces } from './places.js';
import { openHistory } from '../runs/own-history.js';
import type { Doors } from './doors.js';
import { openDoors } from './doors.js';

export interface DaemonOptions {
  readonly loaded: LoadedConfig;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stateDirectory: string;
  readonly version: string;
  readonly log: Logger;
  /** Of the built console, where there is one. */
  readonly consoleDirectory: string | undefined;
  readonly synchronize: typeof runItem;
  readonly live: typeof followItem;
}

/** A daemon that runs its items. */
export interface Daemon {
  /** Where console and API answer, or undefined. */
  readonly url: string | undefined;
  readonly access: Access;
  readonly operator: Operator;
  /** Looks at the configuration and the certificate now. */
  look(): Promise<void>;
  /** Ends everything gracefully. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a daemon: one process for the items of a configuration. Throws `locked` when another one has the state directory,
 * `state` when it cannot answer where it is told to.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { stateDirectory, log } = options;
  const places = daemonPlaces(stateDirectory);
  await inState(places.directory, () => makeDirectory(places.directory));
  // Its lock is that of the daemon: held by one process, and dropped with it.
  const history = await openHistory(places.history).catch((error: unknown) => {
    throw isSynclineError(error) && error.code === 'locked' ? anotherDaemon(stateDirectory, error) : error;
  });
  if (history.setAside !== undefined) log.warn(history.setAside, 'the history was damaged and set aside');
  try {
    const access = await openAccess({ store: accessFile(places.access), nowMs: () => performance.now() });
    return await run(options, history, access);
  } catch (error) {
    await history.close();
    throw error;
  }
}

function anotherDaemon(stateDirectory: string, cause: SynclineError): SynclineError {
  const message =
    `another daemon has the state directory ${stateDirectory} ('syncline status' shows it): ` +
    'end that one, or give this one a directory of its own with --state';
  return new SynclineError('locked', message, { scope: 'item', cause });
}

async function run(options: DaemonOptions, history: RunHistory, access: Access): Promise<Daemon> {
  const { loaded, home, stateDirectory, version, log, synchronize, live } = options;
  const startedMs = Date.now();
  const onFailure = (item: string, error: unknown): void => log.error({ item, err: error }, 'a run failed');
  const shared = { history, stateDirectory, connections: createConnections() };
  const random = Math.random;
  const desk = createRunDesk({ ...shared, synchronize, nowMs: REAL_CLOCK.nowMs });
  const liveDesk = createLiveDesk({ ...shared, live, clock: REAL_CLOCK, random, onFailure });
  let watch: ConfigWatch | undefined;
  const current = (): LoadedConfig => watch?.current ?? loaded;
  const resolve = (item: ConfiguredItem): Promise<Item> => withPasswords(item, current(), options);
  const operator = createOperator({ desk, liveDesk, history, clock: REAL_CLOCK, random, resolve, onFailure });
  const openConflicts = createOpenConflicts({
    count: (item, signal) => countConflicts(item, { stateDirectory, signal }),
    clock: REAL_CLOCK,
  });
  const board = createBoard({
    operator,
    desk,
    liveDesk,
    history,
    openConflicts,
    holdOf: (item) => holdOf(item, stateDirectory),
    nowMs: REAL_CLOCK.nowMs,
  });
  const metrics = createMetrics();
  const events = merge(desk.events, liveDesk.events, openConflicts.events);
  const configChanges = new Subject<void>();
  const logs = createItemLogs({
    events,
    item: (name) => operator.item(name),
    nowMs: REAL_CLOCK.nowMs,
    onFailure: (item, message) => log.error({ item }, message),
  });
  const subscriptions = [
    events.subscribe((event: DaemonEvent) => board.see(event)),
    events.subscribe((event: DaemonEvent) => openConflicts.see(event)),
    events.subscribe((event: DaemonEvent) => metrics.see(event)),
    logRuns(events, log),
  ];

  const putInForce = async ({ config, warnings }: LoadedConfig): Promise<void> => {
    for (const { key, message } of warnings) log.warn({ key }, message);
    await board.learn(config.items);
    await operator.configure(config);
    openConflicts.learn(config.items);
    configChanges.next();
    log.info({ items: config.items.length }, 'the configuration is in force');
    const restart = needsRestart(loaded.config.http, config.http);
    if (restart !== undefined) log.warn(restart);
  };
  const inTurn = oneAtATime();
  /** One configuration after the other: an edit while the first one is taken over comes after it. */
  const configure = (next: LoadedConfig): Promise<void> => inTurn(() => putInForce(next));

  watch = watchConfig({
    file: loaded.file,
    home,
    loaded,
    onConfig: configure,
    onRefused: (problems) => {
      log.error({ problems }, 'the configuration was changed and is not in order: what ran before goes on');
      configChanges.next();
    },
  });

  const notifier = await openNotifier(board, current, options);
  subscriptions.push(
    events.subscribe(({ type }) => {
      // What has just ended is shown by the board only once everybody has seen it.
      if (type === 'run-ended' || type === 'live') setImmediate(() => notifier.look());
    }),
  );

  const status = (): DaemonStatus => ({
    version,
    started: isoTime(startedMs),
    config: withoutUndefined({
      file: loaded.file,
      problems: [...(watch?.problems ?? [])],
      needsRestart: needsRestart(loaded.config.http, current().config.http),
    }),
    items: [...board.items()],
    groups: [...board.groups()],
  });

  let doors: Doors | undefined;
  let notReady: string | undefined = 'the configuration is not in force yet';
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      notReady = 'the daemon ends';
      watch?.close();
      notifier.close();
      // Whoever follows a run that is ended sees how.
      await operator.endRuns();
      await doors?.close();
      await Promise.all([operator.close(), openConflicts.close()]);
      for (const subscription of subscriptions) subscription.unsubscribe();
      logs.close();
      await history.close();
    })());

  try {
    doors = await openDoors({
      ...options,
      history,
      access,
      desk,
      liveDesk,
      openConflicts,
      board,
      operator,
      watch,
      metrics,
      resolve,
      status,
      notReadyBecause: () => notReady,
      events,
      logLines: logs.lines,
      configChanges,
    });
    // What was loaded, unless it was edited since.
    await configure(watch.current);
    notReady = undefined;
    const look = async (): Promise<void> => void (await Promise.all([watch?.look(), doors?.look()]));
    return { url: doors.url, access, operator, look, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells somebody, by the settings that are in force, how items stand; what was told is kept over a restart. */
async function openNotifier(
  board: Board,
  current: () => LoadedConfig,
  { stateDirectory, log }: DaemonOptions,
): Promise<Notifier> {
  const store = toldFile(daemonPlaces(stateDirectory).told);
  return createNotifier({
    items: () => board.items(),
    told: await store.read(),
    keep: (told) =>
      store.write(told).catch((error: unknown) => log.error({ err: error }, 'what was told is not kept')),
    settings: () => current().config.notify,
    nowMs: REAL_CLOCK.nowMs,
    onTold: ({ event, item, reason }) => log.info({ item, event, reason }, 'somebody is told'),
    onFailure: ({ event, item }, message) => log.error({ item, event }, message),
  });
}

/** What cannot be read is taken for what the last run told: whoever opens the item is told why. */
async function holdOf(
  item: ConfiguredItem,
  stateDirectory: string,
): Promise<Pick<Hold, 'approved'> | undefined> {
  try {
    const { value } = await listHolds({ stateDirectory }, withoutSecrets(item)).next();
    return value ?? undefined;
  } catch {
    return { approved: false };
  }
}

/** Those that the journal knows; its sides are not asked, so no password is needed. */
async function countConflicts(item: ConfiguredItem, options: ItemOptions): Promise<number> {
  let count = 0;
  await listConflicts(withoutSecrets(item), options, () => (count += 1));
  return count;
}

/** The item with its secrets: by reference, else none. */
async function withPasswords(
  item: ConfiguredItem,
  { config, file }: LoadedConfig,
  { env, log }: DaemonOptions,
): Promise<Item> {
  const sources = {
    env,
    files: secretFiles(file, env),
    permissions: config.permissions,
    warn: (message: string) => log.warn({ item: item.name }, message),
  };
  return resolveItem(item, async (endpoint, side) => {
    const { password } = endpoint;
    const privateKey = endpoint.type === 'sftp' ? endpoint.privateKey : undefined;
    const whose = `of item ${item.name}, ${side}`;
    return {
      password: password === undefined ? '' : await resolveSecret(password, `the password ${whose}`, sources),
      privateKey: privateKey && (await resolvePrivateKey(privateKey, `the private key ${whose}`, sources)),
    };
  });
}
