/** What stands where the root of a side should be. */
export type RootState =
  | {
      readonly state: 'directory';
      /** Changes when another directory takes its place. */
      readonly identity: string | undefined;
      /** Its rwx bits, where the side keeps any. */
      readonly mode?: number | undefined;
      /** Whether a file system is mounted there, as far as that can be told. */
      readonly mountPoint?: boolean | undefined;
      /** Real location, equal for two names of one directory; for the check of nested roots. */
      readonly location: RootLocation;
    }
  | {
      readonly state: 'absent';
      /** Whether the parent is there, so that `makeRoot` can work. */
      readonly parentExists: boolean;
      readonly location: RootLocation | undefined;
    }
  | { readonly state: 'not-directory' };

/** `host` tells machines apart; `chain` holds the identities from the root upwards, own first, where known. */
export interface RootLocation {
  readonly host: string;
  /** Of a server, what tells it under whatever name it is reached; undefined where that is not known. */
  readonly answersAt?: string | undefined;
  readonly path: string;
  readonly chain: readonly string[];
  /** The same for two mounts of one directory, and a path prefix of those below it; undefined where not known. */
  readonly volumePath?: string | undefined;
}
