import { join } from 'node:path';

/** Where a daemon keeps what is its own, below the state directory. */
export interface DaemonPlaces {
  /** Only its owner may enter it. */
  readonly directory: string;
  readonly history: string;
  readonly access: string;
  /** What people were told last of items in trouble. */
  readonly told: string;
  /** Where the command line finds the daemon. */
  readonly socket: string;
}

export function daemonPlaces(stateDirectory: string): DaemonPlaces {
  const directory = join(stateDirectory, 'daemon');
  return {
    directory,
    history: join(directory, 'history'),
    access: join(directory, 'access.json'),
    told: join(directory, 'told.json'),
    socket: join(directory, 'socket'),
  };
}
