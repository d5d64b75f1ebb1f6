import { US_PER_MS, US_PER_SECOND } from '@syncline/model';

/** How a time was told: exactly, in UTC (MLSD, MLST, MDTM), or by minutes in a zone that nobody names (LIST). */
export type TimeForm = 'utc-second' | 'zone-minute';

const MINUTE_US = 60 * US_PER_SECOND;
/** Until the server's clock is known: as far as clocks are commonly wrong; with a LIST also every time zone. */
const UNKNOWN_CLOCK_US = 60 * MINUTE_US;
const ANY_ZONE_US = 15 * 60 * MINUTE_US;
/** Time zones differ by multiples of this. */
const ZONE_STEP_US = 15 * MINUTE_US;

/**
 * What is known of a server's clock, in order to tell which times could still be "now" there (SPEC §2, racy). It is
 * learned from the time that the server itself gives a file that we have just written.
 */
export class ServerClock {
  /** Bounds of server time − our time, µs. */
  #offset: { readonly from: number; readonly to: number } | undefined;

  /** Whether more uploads need not be asked about. */
  get known(): boolean {
    return this.#offset !== undefined && this.#offset.to - this.#offset.from < MINUTE_US;
  }

  /** The server gave the time `serverUs` (whole seconds) to something that happened between two moments of ours. */
  learn(serverUs: number, fromMs: number, toMs: number): void {
    const offset = { from: serverUs - toMs * US_PER_MS, to: serverUs + US_PER_SECOND - fromMs * US_PER_MS };
    // A long upload says little: its time may be that of any of its moments.
    if (offset.to - offset.from < 2 * UNKNOWN_CLOCK_US) this.#offset = offset;
  }

  /** Whether a change after the listing (told between two moments of ours) could get the same time text. */
  isRacy(mtimeUs: number | undefined, form: TimeForm, fromMs: number, toMs: number): boolean {
    if (mtimeUs === undefined) return true;
    const { from, to } = this.#offset ?? { from: -UNKNOWN_CLOCK_US, to: UNKNOWN_CLOCK_US };
    const earliest = fromMs * US_PER_MS + from;
    const latest = toMs * US_PER_MS + to;
    if (form === 'utc-second') return mtimeUs + US_PER_SECOND > earliest && mtimeUs <= latest;
    return this.#isRacyInSomeZone(mtimeUs, earliest, latest);
  }

  #isRacyInSomeZone(mtimeUs: number, earliest: number, latest: number): boolean {
    if (mtimeUs + MINUTE_US + ANY_ZONE_US <= earliest || mtimeUs - ANY_ZONE_US > latest) return false;
    if (latest - earliest + MINUTE_US >= ZONE_STEP_US) return true;
    const sinceEarliest = mtimeUs + MINUTE_US - earliest;
    const intoStep = ((sinceEarliest % ZONE_STEP_US) + ZONE_STEP_US) % ZONE_STEP_US;
    return intoStep > 0 && intoStep <= latest - earliest + MINUTE_US;
  }
}
