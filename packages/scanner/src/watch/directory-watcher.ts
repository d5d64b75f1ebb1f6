import { FSWatcher } from 'chokidar';

/** How a directory stands after it was to be watched. */
export type Arming =
  | { readonly armed: true; readonly close: () => void }
  /** `code` of the system's error; undefined: it is gone. */
  | { readonly armed: false; readonly code: string | undefined };

/** One event as the system gave it: of the name (text) in the directory, or of one that it did not tell. */
export type RawListener = (kind: 'rename' | 'change', name: string | undefined, directory: string) => void;

/**
 * chokidar, asked for the raw events of directories that it is told one by one. Left to itself it lists a directory at
 * every event in it and looks at each entry, which costs O(directory) for each mail that comes, and begins to watch a
 * new directory only after it was listed; here the caller watches first and lists then.
 */
export class DirectoryWatcher extends FSWatcher {
  #lastError: { readonly code?: string | undefined } | undefined;

  constructor(onRaw: RawListener) {
    super({ ignoreInitial: true, followSymlinks: false, atomic: false, persistent: true });
    this.on('error', (error) => (this.#lastError = error as { code?: string }));
    this.on('raw', (kind, name, details) => {
      const { watchedPath } = details as { readonly watchedPath: string };
      // Node gives null where the system tells no name, whatever its types say.
      if (kind === 'rename' || kind === 'change') onRaw(kind, name || undefined, watchedPath);
    });
  }

  /** Watches one directory, not what is below it, from the moment of its return. */
  arm(directory: string): Arming {
    this.#lastError = undefined;
    // The one call of chokidar that begins to watch before it returns.
    // eslint-disable-next-line no-underscore-dangle
    const close = this._nodeFsHandler._watchWithNodeFs(directory, () => undefined);
    if (close !== undefined) return { armed: true, close };
    return { armed: false, code: this.#takeError()?.code };
  }

  #takeError(): { readonly code?: string | undefined } | undefined {
    const error = this.#lastError;
    this.#lastError = undefined;
    return error;
  }
}
