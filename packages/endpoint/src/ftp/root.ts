import type { RootState } from '../root-state.js';
import type { Path } from '@syncline/model';
import { quotedPath, ROOT } from '@syncline/model';
import { directoryOf } from './login.js';
import { factsReply } from './listing/facts.js';
import { interpret, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion, shownReply } from './reply.js';
import type { Connection } from './server.js';
import { locationOnServer } from '../remote/location.js';
import { remoteParent } from '../remote/paths.js';
import type { Side } from './side.js';
import { endpointError } from '../remote/errors.js';

/** A directory that is there and was not let into. */
interface NotEntered {
  readonly refused: Reply;
}

/** What stands at the root: entered by CWD, its real path told by PWD, its identity by the fact `unique`. */
export async function rootState(at: Connection, side: Side): Promise<RootState> {
  const first = await askRoot(at, side);
  // RACE: another machine may have made it between the refusal and the question what stands there.
  const told = 'refused' in first ? await askRoot(at, side) : first;
  if ('refused' in told) throw notEntered(side, told.refused);
  return told;
}

async function askRoot(at: Connection, side: Side): Promise<RootState | NotEntered> {
  const commands = [`CWD ${side.root}`, 'PWD', ...(at.server.facts.mlst ? [`MLST ${side.root}`] : [])];
  const [entered, pwd, facts] = (await at.session.exchange(commands)) as [Reply, Reply, Reply | undefined];
  if (!isCompletion(entered)) return missingRoot(at, side, entered);
  const unique =
    facts !== undefined && isCompletion(facts)
      ? /(?:^|[ ;])unique=([^;]+);/i.exec(facts.text)?.[1]
      : undefined;
  const chain = unique === undefined ? [] : [unique];
  const { target } = at.server;
  const location = locationOnServer('ftp', target, at.session.peer, side.root, chain);
  return { state: 'directory', identity: unique, location: { ...location, path: directoryOf(pwd, target) } };
}

async function missingRoot(at: Connection, side: Side, refused: Reply): Promise<RootState | NotEntered> {
  if (refused.code !== 550) {
    throw notEntered(side, refused);
  }
  const questions = questionsOf(at.server, side.root);
  const replies = await at.session.exchange([...questions, `CWD ${remoteParent(side.root)}`]);
  const told = at.server.facts.mlst ? factsReply(replies[0]!) : undefined;
  const found = interpret(at.server, ROOT, replies.slice(0, questions.length));
  if (
    found.kind === 'directory' ||
    (told !== undefined && told.line === 'entry' && told.entry.kind === 'directory')
  ) {
    return { refused };
  }
  if (found.kind === 'unknown') throw notEntered(side, refused, `${found.problem.message}. `);
  if (found.kind !== 'absent') return { state: 'not-directory' };
  return {
    state: 'absent',
    parentExists: isCompletion(replies.at(-1)!),
    location: locationOnServer('ftp', at.server.target, at.session.peer, side.root),
  };
}

function notEntered(side: Side, refused: Reply, doubt = ''): Error {
  const message = `Cannot enter ${quotedPath(side.root as Path)} on the server: "${shownReply(refused)}". ${doubt}Check that it is a directory and what this user may do there.`;
  return endpointError('unreachable', message);
}
