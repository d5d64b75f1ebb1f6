export type {
  Config,
  ConfiguredEndpoint,
  ConfiguredFtp,
  ConfiguredItem,
  ConfiguredServer,
  ConfiguredSftp,
  ConfiguredSide,
  LiveSettings,
  SecretReference,
} from './config/configured-item.js';
export type { ConfigProblem } from './config/problem.js';
export { problemLine } from './config/problem.js';
export { parseConfig, problemAt } from './config/parse.js';
export {
  checkConfigText,
  configFile,
  loadConfig,
  readConfigText,
  type ConfigText,
  type Home,
  type LoadedConfig,
} from './config/config-file.js';
export { findGroup, findItem, groupsOf } from './config/find.js';
export { resolveItem, type SecretsOf, type ServerSecrets } from './config/resolve-item.js';
export { configJsonSchema } from './config/schema.js';
export { placeOf, resolvePrivateKey, resolveSecret, type SecretSources } from './secrets/resolve.js';
export { removeSecret, secretFiles, secretNames, setSecret, type SecretFiles } from './secrets/store.js';
export { editText, type Change, type ConfigEdit, type Plain } from './config/edit.js';
export { deleteItem, type Deleted } from './config/delete-item.js';
export { editConfig, type ConfigEdits } from './config/save.js';
export {
  isPlainSet,
  itemText,
  plainItems,
  plainText,
  readPlain,
  readPlainItems,
  withAbsolutePaths,
  withoutPasswords,
  type PlainSet,
} from './config/plain.js';
export { itemTimes, zoneOf } from './config/item-times.js';
export type { Zone } from '@syncline/scheduler';
export { runInTurn } from './config/run-in-turn.js';
export { ITEM_LOG_LIMITS, ItemLog, type ItemLogOptions } from './logs/item-log.js';
export { readLog, type LogRead } from './logs/read-log.js';
export { createRunLog, type RunLog } from './logs/run-log.js';
export { runShape } from './api/to-shapes.js';
export { rememberedRuns, takeDown, type OwnRun } from './runs/own-history.js';
