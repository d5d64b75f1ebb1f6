import type { ProbeReport, Trials } from '@syncline/engine';
import { formatSeconds } from '@syncline/daemon/words';

const LABEL_COLUMNS = 14;
const MS_PER_SECOND = 1_000;
/** Less than this is the way there and back. */
const CLOCK_SLACK_MS = 2_000;

/** What a probe found out, for people: what the endpoint can do, and how it will be treated. */
export function* probeLines(report: ProbeReport): Generator<string> {
  const { address, fingerprint, notices, root, traits, tried, trouble } = report;
  yield address;
  if (fingerprint !== undefined) yield labelled('host key', fingerprint);
  yield labelled('root', report.parentExists === false ? NO_PARENT : ROOTS[root]);
  if (root !== 'directory') return;
  yield labelled('listings', listingsOf(report));
  yield labelled('times', timesInWords(report));
  if (tried !== undefined) yield* trialLines(tried);
  yield labelled(
    'links',
    traits.links ? 'symbolic links are carried as links' : 'none: links of the other side are reported',
  );
  yield labelled('modes', traits.modes ? 'rwx bits are carried' : 'none');
  yield labelled('at once', atOnceInWords(report));
  if (trouble !== undefined) yield labelled('not tried', trouble);
  if (tried?.clean === false)
    yield labelled('left behind', 'a folder .syncline-…-probe-0.tmp could not be removed');
  for (const notice of notices) yield labelled('notice', notice);
}

const ROOTS: Readonly<Record<ProbeReport['root'], string>> = {
  directory: 'is there',
  absent: 'is not there: as a destination its last folder would be made at the first run',
  'not-directory': 'is not a folder: a run would be refused',
};

const NO_PARENT =
  'is not there, nor is the folder that is to hold it: make that first, only the last folder of a path is made';

function listingsOf({ traits }: ProbeReport): string {
  if (traits.type === 'sftp') return 'exact, with the time to the second in UTC';
  if (traits.type !== 'ftp') return 'exact';
  return traits.tokens === 'any'
    ? 'MLSD: exact, with the time to the second in UTC'
    : 'LIST: times in minutes and without a zone; they are compared with nothing but themselves';
}

function timesInWords({ traits, tried }: ProbeReport): string {
  const keeps = tried?.keepsTimes ?? (tried === undefined ? traits.setsTimes : undefined);
  if (keeps === undefined) return 'it cannot be told whether files keep the time that they are given';
  if (!keeps)
    return 'files do not keep the time that they are given; the journal remembers, and nothing is sent again';
  const precision = precisionInWords(tried?.timePrecisionUs ?? traits.timePrecisionUs);
  return `files keep the time that they are given, to ${precision}`;
}

function precisionInWords(us: number): string {
  if (us >= 60_000_000) return 'the minute';
  if (us >= 1_000_000) return us === 1_000_000 ? 'the second' : `${us / 1_000_000} seconds`;
  return us >= 1_000 ? 'the millisecond' : 'the microsecond';
}

function* trialLines(tried: Trials): Generator<string> {
  if (tried.clockAheadMs !== undefined) yield labelled('clock', clockInWords(tried.clockAheadMs));
  yield labelled(
    'case',
    told(tried.caseMatters, 'a and A are two names', 'a and A are one name: the second is reported and left'),
  );
  yield labelled(
    'é',
    told(
      tried.formMatters,
      'its two forms are two names',
      'its two forms are one name: the second is reported and left',
    ),
  );
  yield labelled(
    'dot names',
    told(
      tried.showsDotNames,
      'are listed',
      'are hidden from listings: those that the journal knows are asked for by name',
    ),
  );
  yield labelled(
    'colons',
    told(
      tried.holdsColons,
      'are held (Maildir names work)',
      'are not held: such names are reported and left',
    ),
  );
  yield labelled('replacing', told(tried.replaces, 'works', 'does not work: changed files will fail'));
  yield labelled('renaming', told(tried.renames, renaming(tried), 'does not work: every upload needs it'));
}

function renaming({ renamesFolders }: Trials): string {
  return renamesFolders === true ? 'works, of folders too' : 'works, of files only';
}

function clockInWords(aheadMs: number): string {
  if (Math.abs(aheadMs) < CLOCK_SLACK_MS) return 'agrees with this machine';
  const by = formatSeconds(Math.abs(aheadMs) / MS_PER_SECOND);
  return `is ${by} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine; times of the two sides are never compared but in conflicts`;
}

function told(answer: boolean | undefined, yes: string, no: string): string {
  if (answer === undefined) return 'could not be told';
  return answer ? yes : no;
}

function atOnceInWords({ atOnce, traits }: ProbeReport): string {
  const what = traits.local ? 'operations' : 'connections';
  return atOnce.allowed
    ? `${atOnce.asked} ${what} work`
    : `fewer than ${atOnce.asked} ${what}: as many as it allows are used`;
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_COLUMNS)}${text}`;
}
