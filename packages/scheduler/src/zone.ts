const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** Offsets change on quarters of an hour, in every zone and for longer than anybody schedules. */
const MS_PER_QUARTER = 900_000;
/** Offsets that are remembered per zone; asking Intl costs a hundred times as much. */
const MOST_REMEMBERED = 20_000;
/** Zones that are remembered with it: there are some 600, and each has names in other letters. */
const MOST_ZONES = 1_000;

/** A time zone: how its clocks relate to UTC. */
export interface Zone {
  /** By the IANA database, such as `Europe/Prague`. */
  readonly name: string;
  /** Local time minus UTC at an instant, ms. */
  offsetAt(ms: number): number;
}

/** A moment on the clocks of a zone. Day 0 is 1970-01-01. */
export interface LocalTime {
  readonly day: number;
  /** Minutes since midnight, with a fraction. */
  readonly minute: number;
}

const zones = new Map<string, Zone>();

/** The zone of this name, or undefined if there is none. The same one each time: to make one costs as much as to use it for long. */
export function zoneNamed(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  try {
    const zone = createZone(name, new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: name }));
    if (zones.size >= MOST_ZONES) zones.clear();
    zones.set(name, zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The zone that this process lives in. Where it has no name (`TZ=:/etc/localtime`, or empty) it is called local time. */
export function systemZone(): Zone {
  const format = new Intl.DateTimeFormat('en-US', FIELDS);
  const { timeZone } = format.resolvedOptions() as Partial<Intl.ResolvedDateTimeFormatOptions>;
  return createZone(timeZone === undefined || timeZone === UNKNOWN_ZONE ? 'local time' : timeZone, format);
}

/** What the Unicode locale data calls it. */
const UNKNOWN_ZONE = 'Etc/Unknown';

const FIELDS = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function createZone(name: string, format: Intl.DateTimeFormat): Zone {
  const remembered = new Map<number, number>();
  return {
    name,
    offsetAt(ms) {
      const quarter = Math.floor(ms / MS_PER_QUARTER);
      const known = remembered.get(quarter);
      if (known !== undefined) return known;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      const offset = askOffset(format, quarter * MS_PER_QUARTER);
      remembered.set(quarter, offset);
      return offset;
    },
  };
}

function askOffset(format: Intl.DateTimeFormat, ms: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
}

/** What the clocks of a zone show at an instant. */
export function localTime(zone: Zone, ms: number): LocalTime {
  const local = ms + zone.offsetAt(ms);
  const day = Math.floor(local / MS_PER_DAY);
  return { day, minute: (local - day * MS_PER_DAY) / MS_PER_MINUTE };
}

/**
 * The one instant that stands for a moment on the clocks of a zone. A moment that they show twice: the first time. One
 * that they leave out, as when summer time begins: as much later as they are put forward (02:30 becomes 03:30). The rule
 * of RFC 5545 §3.3.5.
 */
export function instantOf(zone: Zone, { day, minute }: LocalTime): number {
  const local = day * MS_PER_DAY + minute * MS_PER_MINUTE;
  const before = zone.offsetAt(local - MS_PER_DAY);
  const after = zone.offsetAt(local + MS_PER_DAY);
  // The greater offset gives the earlier instant.
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (zone.offsetAt(local - offset) === offset) return local - offset;
  }
  return local - before;
}
