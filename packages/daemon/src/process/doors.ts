import { dirname } from 'node:path';
import { probe, survey, validateItem } from '@syncline/engine';
import type { Item } from '@syncline/model';
import { DEFAULT_LIMITS, usageError } from '@syncline/model';
import type { RunHistory } from '@syncline/state';
import type { FastifyInstance } from 'fastify';
import type { Observable } from 'rxjs';
import type { Access } from '../access/access.js';
import { LOOPBACK_NAMES } from '../access/request-origin.js';
import type { DaemonStatus } from '../api/item-shapes.js';
import type { ConfiguredItem } from '../config/configured-item.js';
import { deleteItem } from '../config/delete-item.js';
import { keepPasswords } from '../config/item-passwords.js';
import type { ItemDocument } from '../config/item-schema.js';
import type { PlainSet } from '../config/plain.js';
import { plainItems } from '../config/plain.js';
import { editConfig } from '../config/save.js';
import { toItem } from '../config/to-item.js';
import type { ConfigWatch } from '../config/watch-config.js';
import type { AppOptions } from '../http/app.js';
import { createNetworkApp, createSocketApp } from '../http/app.js';
import { loadConsole } from '../http/console-files.js';
import type { Route } from '../http/route.js';
import { controlRoutes } from '../http/routes/control.js';
import type { ReadDraft } from '../http/routes/draft.js';
import { healthRoutes } from '../http/routes/health.js';
import type { Configuration } from '../http/routes/items.js';
import { itemRoutes } from '../http/routes/items.js';
import { metricsRoute } from '../http/routes/metrics.js';
import type { QuestionOptions } from '../http/routes/questions.js';
import { questionRoutes } from '../http/routes/questions.js';
import { restRoute } from '../http/routes/rest.js';
import { runRoutes } from '../http/routes/runs.js';
import { sessionRoutes } from '../http/routes/session.js';
import { setUpRoute } from '../http/routes/set-up.js';
import { tokenRoutes } from '../http/routes/tokens.js';
import { toolRoutes } from '../http/routes/tools.js';
import type { LogLine } from '../logs/item-logs.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { DaemonEvent } from '../runs/daemon-event.js';
import type { LiveDesk } from '../runs/live-desk.js';
import type { Operator } from '../runs/operator.js';
import type { RunDesk } from '../runs/run-desk.js';
import { serverEvents } from '../runs/server-events.js';
import type { Board } from '../status/board.js';
import { secretFiles, setSecret } from '../secrets/store.js';
import type { Metrics } from '../status/metrics.js';
import type { OpenConflicts } from '../status/open-conflicts.js';
import type { DaemonOptions } from './daemon.js';
import { listenOn, listenOnSocket } from './listen.js';
import { daemonPlaces } from './places.js';
import type { TlsServer } from './tls-files.js';
import { readTls, watchTls } from './tls-files.js';

/** Where a daemon answers. */
export interface Doors {
  readonly url: string | undefined;
  /** Looks whether the certificate was renewed. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export interface DoorsOptions extends DaemonOptions {
  readonly history: RunHistory;
  readonly access: Access;
  readonly desk: RunDesk;
  readonly liveDesk: LiveDesk;
  readonly openConflicts: OpenConflicts;
  readonly board: Pick<Board, 'settled'>;
  readonly operator: Operator;
  readonly watch: ConfigWatch;
  readonly metrics: Metrics;
  /** The item with its passwords. */
  readonly resolve: (item: ConfiguredItem) => Promise<Item>;
  readonly status: () => DaemonStatus;
  /** Undefined while the items run by the configuration. */
  readonly notReadyBecause: () => string | undefined;
  readonly events: Observable<DaemonEvent>;
  readonly logLines: Observable<LogLine>;
  readonly configChanges: Observable<void>;
}

/** Opens the Unix socket for the command line and, unless it is off, console and API. */
export async function openDoors(options: DoorsOptions): Promise<Doors> {
  const { access, loaded, stateDirectory } = options;
  const { http } = loaded.config;
  let url: string | undefined;
  const socketRoutes = [...domainRoutes(options), setUpRoute(access, () => url), restRoute(options.operator)];
  const socketApp = createSocketApp(appOptions(options, socketRoutes));
  const apps: FastifyInstance[] = [socketApp];
  const close = async (): Promise<void> => void (await Promise.all(apps.map((app) => app.close())));
  try {
    await listenOnSocket(socketApp, daemonPlaces(stateDirectory).socket);
    if (http === undefined) return { url: undefined, look: async () => undefined, close };
    const { app, look } = await networkApp(options);
    apps.push(app);
    url = await listenOn(app, http.listen);
    return { url, look, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function networkApp(
  options: DoorsOptions,
): Promise<{ readonly app: FastifyInstance; readonly look: Doors['look'] }> {
  const { access, loaded, consoleDirectory, log, watch } = options;
  const { tls, trustedProxies } = loaded.config.http ?? {};
  const routes = [...sessionRoutes(access), ...tokenRoutes(access), ...domainRoutes(options)];
  const hosts = (): readonly string[] => watch.current.config.http?.hosts ?? [];
  const identity = tls === undefined ? undefined : await readTls(tls);
  const app = createNetworkApp({
    ...appOptions(options, routes),
    access,
    hosts: () => new Set([...LOOPBACK_NAMES, ...hosts().map((host) => host.toLowerCase())]),
    trustedProxies,
    console: consoleDirectory === undefined ? undefined : await loadConsole(consoleDirectory),
    tls: identity,
  });
  if (tls === undefined || identity === undefined) return { app, look: async () => undefined };
  const renewals = watchTls({
    files: tls,
    identity,
    // Its type tells HTTP from HTTPS; with an identity it speaks HTTPS.
    server: app.server as unknown as TlsServer,
    onRenewed: (validUntil) => log.info({ validUntil }, 'the certificate was renewed'),
    onFailure: (message) => log.error(message),
  });
  app.addHook('onClose', async () => renewals.close());
  return { app, look: renewals.look };
}

function appOptions(options: DoorsOptions, routes: readonly Route[]): AppOptions {
  const { metrics, notReadyBecause, status, version, log } = options;
  return {
    routes,
    topRoutes: [
      ...healthRoutes({ notReadyBecause }),
      metricsRoute(metrics.contentType, () => metrics.text(status())),
    ],
    version,
    onFailure: (error, request) => log.error({ err: error, request }, 'a request failed'),
  };
}

function domainRoutes(options: DoorsOptions): readonly Route[] {
  const { operator, status, events, logLines, configChanges } = options;
  return [
    ...controlRoutes({
      operator,
      status,
      follow: (items) => serverEvents(events, logLines, configChanges, items),
    }),
    ...itemRoutes(configurationOf(options)),
    ...runRoutes(options),
    ...questionRoutes({
      ...options,
      plan: planner(options),
      onResolved: (name) => options.openConflicts.look(name),
      onSettled: (name, approved) => options.board.settled(name, approved),
    }),
    ...toolRoutes({
      plan: planner(options),
      draft: (written) => draft(written, options),
      survey: (item, side, bounds) =>
        survey(item, side, { ...bounds, stateDirectory: options.stateDirectory }),
      probe: (item, side, signal) => {
        // I16: nothing is written on the source of a one-way item.
        const readOnly = side === 'source' && item.mode !== 'two-way';
        return probe(item[side].endpoint, { limits: DEFAULT_LIMITS, readOnly, signal });
      },
      items: () => operator.items,
      timezone: () => options.watch.current.config.timezone,
      browseBases: () => options.watch.current.config.http?.browse ?? [],
    }),
  ];
}

function planner({ synchronize, stateDirectory }: DoorsOptions): QuestionOptions['plan'] {
  return (item, signal) => synchronize(item, { stateDirectory, dryRun: true, signal });
}

async function draft(
  { item: document, of = document.name }: Parameters<ReadDraft>[0],
  { watch, home, resolve }: DoorsOptions,
): Promise<Item> {
  const { file, text } = watch.current;
  const before = plainItems(text).find(({ name }) => name === of);
  const plain = JSON.parse(JSON.stringify(document)) as PlainSet;
  const whole = (before === undefined ? plain : keepPasswords(plain, before)) as unknown as ItemDocument;
  const item = toItem(whole, { directory: dirname(file), home });
  const resolved = await resolve(item);
  validateItem(resolved);
  return resolved;
}

function configurationOf({ watch, home, env }: DoorsOptions): Configuration {
  const { file } = watch.current;
  /** The items that are shown are not those of a file that was refused: an edit of that would be an edit of something else. */
  const requireInForce = async (): Promise<void> => {
    await watch.look();
    const [problem] = watch.problems;
    if (problem !== undefined) throw usageError(`Nothing can be saved before this is put right: ${problem}`);
  };
  let read: { readonly text: string; readonly items: readonly PlainSet[] } = { text: '', items: [] };
  /** Reading some hundred items takes long enough for others to notice, so it is done once. */
  const items = (): readonly PlainSet[] => {
    const { text } = watch.current;
    if (text !== read.text) read = { text, items: plainItems(text) };
    return read.items;
  };
  const inTurn = oneAtATime();
  /** RACE: one edit of the file, and of the secrets beside it, after the other: each is made of what the one before left. */
  const edit = (work: () => Promise<unknown>): Promise<void> =>
    inTurn(async () => {
      await requireInForce();
      await work();
      await watch.look();
    });
  return {
    items,
    edit: (edits, typed) =>
      edit(() => {
        const beforeSave = async (): Promise<void> => {
          for (const { name, text } of typed) await setSecret(secretFiles(file, env), name, text);
        };
        return editConfig(file, home, edits, { beforeSave });
      }),
    delete: (name) => edit(() => deleteItem(name, file, home, env)),
  };
}
