import type { Report, Row, WorkloadResult } from './result.ts';
import type { Spread } from './statistics.ts';

const MEGABYTE = 1_000_000;

/** The whole report as Markdown: the targets first, then every workload. */
export function markdown(report: Report): string {
  const results = Object.values(report.workloads);
  return [
    `Trees: ${report.scale}. ${pairs(report.machine)}.`,
    '',
    `Versions: ${pairs(report.versions)}.`,
    '',
    ...targetTable(results),
    '',
    ...results.flatMap(workloadTable),
  ].join('\n');
}

function pairs(named: Readonly<Record<string, string>>): string {
  return Object.entries(named)
    .map(([name, text]) => `${name} ${text}`)
    .join(', ');
}

function targetTable(results: readonly WorkloadResult[]): string[] {
  const lines = results.flatMap(({ title, targets }) =>
    targets.map(({ target, actual, reached }) => [title, target, actual, verdict(reached)]),
  );
  return table(['workload', 'at most', 'measured', ''], lines);
}

function verdict(reached: boolean | undefined): string {
  if (reached === undefined) return 'not measured';
  return reached ? 'reached' : '**not reached**';
}

function workloadTable(result: WorkloadResult): string[] {
  const { name, title, rounds, revision, measuredAt, loadBefore, unavailable, rows } = result;
  const head = `### ${title}`;
  if (unavailable !== undefined) return [head, '', `Not measured: ${unavailable}.`, ''];
  return [
    head,
    '',
    `\`${name}\`, ${rounds} rounds, revision ${revision}, ${measuredAt}, load before ${loadBefore.toFixed(1)}`,
    '',
    ...table(
      [
        '',
        'runs',
        'wall s [min–max]',
        'CPU s',
        'peak RSS MB',
        'syncline ÷ it',
        'per round',
        'CPU',
        'command',
      ],
      rows.map(cells),
    ),
    ...notes(rows),
    '',
  ];
}

function cells(row: Row): string[] {
  return [
    row.name,
    String(row.runs),
    spreadText(row.wallSeconds),
    row.cpuSeconds?.median.toFixed(2) ?? '–',
    megabytes(row.peakBytes),
    ratioText(row.ratio),
    ratioText(row.ratioPerRound),
    ratioText(row.cpuRatio),
    `\`${row.command}\``,
  ];
}

function notes(rows: readonly Row[]): string[] {
  const texts = rows.flatMap(({ name, note, failure }) =>
    [note, failure].filter((text) => text !== undefined).map((text) => `- ${name}: ${text}`),
  );
  return texts.length === 0 ? [] : ['', ...texts];
}

function spreadText(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  const digits = spread.median < 1 ? 3 : 2;
  const [median, min, max] = [spread.median, spread.min, spread.max].map((figure) => figure.toFixed(digits));
  return `${median} [${min}–${max}]`;
}

function megabytes(spread: Spread | undefined): string {
  return spread === undefined ? '–' : (spread.max / MEGABYTE).toFixed(1);
}

function ratioText(ratio: number | undefined): string {
  return ratio === undefined ? '–' : ratio.toFixed(2);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const row = (cell: readonly string[]): string =>
    `| ${cell.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), `|${head.map(() => '---|').join('')}`, ...lines.map(row)];
}
