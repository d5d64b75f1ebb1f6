import { createRandom, type Random } from '../simulate/random.ts';
import { differences, identity, snapshot, temps } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import { likenessOn } from '../support/servers.ts';
import { Violation } from '../simulate/violation.ts';
import {
  look,
  newLedger,
  noteWritten,
  requireAll,
  requireWhole,
  SIDE_NAMES,
  type Ledger,
  type SideName,
} from './ledger.ts';
import { drawMoment, killAt } from './moment.ts';
import { newAgreed, requireConverged, type Agreed } from './converge.ts';
import { ANCHORS, work, type User } from './user.ts';
import { createWorld, type Setting, type World } from './world.ts';

/** What a history of kills came to. */
export interface Played {
  readonly kills: number;
  /** Runs that had ended before they could be killed. */
  readonly late: number;
  /** How often the sides were found in step after the kills. */
  readonly convergences: number;
  /** Of these, how often it took a second run. */
  readonly seconds: number;
  readonly versions: number;
}

interface History {
  readonly world: World;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly say: (line: string) => void;
  /** What both sides agreed on when they were last found in step. */
  agreed: Agreed;
}

/** Edits on both sides, kills at random moments, and after some of them a look whether all comes right. */
export async function play(
  setting: Setting,
  seed: number,
  kills: number,
  say: (line: string) => void = () => undefined,
): Promise<Played> {
  const world = await createWorld(setting);
  const played = { kills: 0, late: 0, convergences: 0, seconds: 0, versions: 0 };
  const history: History = {
    world,
    random: createRandom(seed),
    ledger: newLedger(),
    say,
    agreed: newAgreed(),
  };
  try {
    begin(history);
    while (played.kills < kills) {
      edit(history);
      await killSome(history, played, kills);
      if (history.random.chance(0.5) || played.kills >= kills) await converge(history, played);
    }
    return { ...played, versions: history.ledger.written.size };
  } finally {
    await world.close();
  }
}

function begin({ world, ledger }: History): void {
  for (const side of SIDE_NAMES) {
    if (side === 'destination' && world.setting.mode === 'clone') continue;
    for (const anchor of ANCHORS) {
      noteWritten(ledger, anchor, anchor);
      plant(world.roots[side], { [anchor]: { kind: 'file', content: anchor, mtime: 1_500_000_000 } });
    }
  }
  world.adopt();
}

/** Users at work. In a clone few touch the destination: what they do there ends in its trash. */
function edit({ world, random, ledger, agreed, say }: History): void {
  for (const side of SIDE_NAMES) {
    const guest = world.setting.mode === 'clone' && side === 'destination';
    const edits = guest ? random.below(3) : 3 + random.below(20);
    const { touched, deleted, retimed } = agreed.hands[side];
    const standing = look(world.roots);
    const { kind, server } = world.setting;
    const hidesDotNames = kind === 'vsftpd-hides-dot-names' && server === side;
    const user: User = {
      side,
      root: world.roots[side],
      otherRoot: world.roots[side === 'source' ? 'destination' : 'source'],
      ledger,
      random,
      standing,
      hidesDotNames,
      touched,
      deleted,
      retimed,
    };
    work(user, edits);
    say(`${edits} edits on ${side}`);
  }
  world.adopt();
}

/** One kill, or several in a row: the later ones hit a run that recovers. */
async function killSome(
  history: History,
  played: { kills: number; late: number },
  most: number,
): Promise<void> {
  const { world, random, ledger, say } = history;
  do {
    const moment = drawMoment(random);
    const source = world.setting.mode === 'clone' ? snapshot(world.roots.source) : undefined;
    const killed = await killAt(world, moment);
    // What the server was told last may still be under way, and must not meet what users do next.
    await world.settled();
    say(`${killed ? 'killed' : 'too late'}: ${JSON.stringify(moment)}`);
    if (killed) played.kills += 1;
    else played.late += 1;
    requireWhole(ledger, look(world.roots));
    requireUnwritten(source, world);
  } while (random.chance(0.35) && played.kills < most);
}

function requireUnwritten(before: Record<string, string> | undefined, { roots }: World): void {
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(snapshot(roots.source)))
    throw new Violation('I16', 'the source was written');
}

async function converge(history: History, played: { convergences: number; seconds: number }): Promise<void> {
  const { world, ledger, say } = history;
  const source = world.setting.mode === 'clone' ? snapshot(world.roots.source) : undefined;
  const runs = await runUntilInStep(world, say);
  played.convergences += 1;
  played.seconds += runs - 1;
  requireUnwritten(source, world);
  const standing = look(world.roots);
  requireWhole(ledger, standing);
  requireAll(ledger, standing);
  requireConverged(history.agreed, standing, ledger, world.setting);
  const identities = identitiesOf(world);
  if (history.agreed.anchors !== undefined && history.agreed.anchors !== identities)
    throw new Violation('I6', `untouched files were written: ${history.agreed.anchors} / ${identities}`);
  history.agreed = { ...newAgreed(), tree: standing.live.source, anchors: identities };
}

function identitiesOf({ roots }: World): string {
  return SIDE_NAMES.flatMap((side: SideName) => ANCHORS.map((anchor) => identity(roots[side], anchor))).join(
    ', ',
  );
}

/** I2, I3, I10: in step after one run, or two; then nothing is left to do, no temp file, no lock. */
async function runUntilInStep(world: World, say: (line: string) => void): Promise<number> {
  for (let runs = 1; ; runs += 1) {
    const ran = await world.run();
    say(`run ${runs}: exit ${ran.exit}, ${ran.lines.length} operations`);
    const apart = differencesIn(world);
    if (ran.exit === 0 && apart.length === 0) {
      await requireIdle(world);
      return runs;
    }
    if (runs === 2)
      throw new Violation(
        'I2',
        `exit ${ran.exit}; ${apart.join('; ')}\n${ran.lines.join('\n')}\n${ran.stderr}`,
      );
  }
}

function differencesIn({ roots, setting }: World): string[] {
  const likeness =
    setting.kind === undefined
      ? { withinNs: undefined, modes: true }
      : { ...likenessOn(setting.kind, 'to'), withinNs: undefined };
  return differences(roots.source, roots.destination, likeness);
}

async function requireIdle(world: World): Promise<void> {
  const left = SIDE_NAMES.flatMap((side) => temps(world.roots[side]));
  if (left.length > 0) throw new Violation('I10', `temp files are left: ${left.join(', ')}`);
  const again = await world.run();
  if (again.exit !== 0 || again.lines.length > 0)
    throw new Violation('I3', `exit ${again.exit}: ${again.lines.join('; ')}\n${again.stderr}`);
}
