import type { SideName } from './ledger.ts';
import { play, type Played } from './play.ts';
import type { Setting } from './world.ts';

/** What is killed: directories as often as servers, each server kind of its own ways, both modes, both directions. */
const SETTINGS: readonly Setting[] = [
  { mode: 'two-way', kind: undefined, server: undefined },
  { mode: 'two-way', kind: 'proftpd', server: 'destination' },
  { mode: 'clone', kind: undefined, server: undefined },
  { mode: 'clone', kind: 'pure-ftpd', server: 'destination' },
  { mode: 'two-way', kind: 'vsftpd', server: 'source' },
  { mode: 'two-way', kind: undefined, server: undefined },
  { mode: 'two-way', kind: 'vsftpd-hides-dot-names', server: 'destination' },
  { mode: 'clone', kind: 'vsftpd', server: 'destination' },
  { mode: 'two-way', kind: 'pure-ftpd', server: 'source' },
  { mode: 'clone', kind: 'proftpd', server: 'source' },
  { mode: 'two-way', kind: 'openssh', server: 'destination' },
  { mode: 'clone', kind: 'openssh', server: 'destination' },
  { mode: 'two-way', kind: 'vsftpd-no-times', server: 'destination' },
  { mode: 'clone', kind: 'vsftpd-hides-dot-names', server: 'destination' },
  { mode: 'two-way', kind: 'vsftpd-hides-dot-names', server: 'source' },
  { mode: 'clone', kind: 'openssh', server: 'source' },
  { mode: 'two-way', kind: 'openssh', server: 'source' },
  { mode: 'two-way', kind: 'vsftpd-plain', server: 'destination' },
];

/** One history of kills; its number chooses what is killed, and draws all else. */
export interface Tried {
  readonly seed: number;
  readonly title: string;
  readonly played: Played | undefined;
  readonly violation: string | undefined;
}

export function settingOf(seed: number): Setting {
  return SETTINGS[seed % SETTINGS.length]!;
}

export function titleOf({ mode, kind, server }: Setting): string {
  const endOf = (side: SideName): string => (side === server ? kind! : 'directory');
  return `${mode}, ${endOf('source')} to ${endOf('destination')}`;
}

/** Plays the history of a seed. A violation is told with what was done until then. */
export async function attempt(seed: number, kills: number): Promise<Tried> {
  const [setting, lines] = [settingOf(seed), [] as string[]];
  const title = titleOf(setting);
  try {
    const played = await play(setting, seed, kills, (line) => void lines.push(line));
    return { seed, title, played, violation: undefined };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, title, played: undefined, violation: `${message}\n${lines.join('\n')}` };
  }
}
