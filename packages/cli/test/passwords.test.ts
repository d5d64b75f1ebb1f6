import t from 'tap';

import { parseEndpointArgument } from '../src/endpoint-argument.js';
import { resolvePassword, urlPasswordWarning } from '../src/passwords.js';

const NONE = 'ftp://me@host';
const IN_URL = 'ftp://me:url@host';

async function password(url: string, env: NodeJS.ProcessEnv, typed?: string, privateKey?: string) {
  const questions: string[] = [];
  const prompt = async (question: string) => {
    questions.push(question);
    return typed!;
  };
  const sources = { env, prompt: typed === undefined ? undefined : prompt, privateKey };
  const spec = await resolvePassword(parseEndpointArgument(url, 'DESTINATION', '/'), 'DESTINATION', sources);
  return { password: spec.type === 'directory' ? 'no server' : spec.password, questions };
}

const warning = (url: string) => urlPasswordWarning(parseEndpointArgument(url, 'SOURCE', '/'), 'SOURCE');

t.test('the variable wins, even when it is empty; then the URL, then a person, then nothing', async (t) => {
  const env = { SYNCLINE_DESTINATION_PASSWORD: 'env', SYNCLINE_SOURCE_PASSWORD: 'other' };
  const empty = { SYNCLINE_DESTINATION_PASSWORD: '' };
  t.same(await password(IN_URL, env, 'typed'), { password: 'env', questions: [] });
  t.same(await password(IN_URL, empty, 'typed'), { password: '', questions: [] });
  t.same(await password(NONE, empty, 'typed'), { password: '', questions: [] });
  t.same(await password(IN_URL, {}, 'typed'), { password: 'url', questions: [] });
  t.same(await password(NONE, {}, 'typed'), {
    password: 'typed',
    questions: ['Password for ftp://me@host/: '],
  });
  t.same(await password(NONE, {}), { password: '', questions: [] });
});

t.test('nobody is asked for a directory or for anonymous', async (t) => {
  t.same(await password('ftp://host', {}, 'typed'), { password: '', questions: [] });
  t.same(await password('/a', {}, 'typed'), { password: 'no server', questions: [] });
});

t.test('of a private key only a passphrase is asked for, and only where it has one', async (t) => {
  const [plain, encrypted] = ['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'].map(
    (kind) => `-----BEGIN ${kind}-----\n`,
  );
  const url = 'sftp://me@host';
  t.same(await password(url, {}, 'typed'), {
    password: 'typed',
    questions: ['Password for sftp://me@host/: '],
  });
  t.same(await password(url, {}, 'typed', plain), { password: '', questions: [] });
  t.same(await password(url, {}, 'typed', encrypted), {
    password: 'typed',
    questions: ['Passphrase of the private key for sftp://me@host/: '],
  });
  const env = { SYNCLINE_DESTINATION_PASSWORD: 'env' };
  t.same(await password(url, env, 'typed', encrypted), { password: 'env', questions: [] });
});

t.test('G6: a password with a line break is refused without being repeated', async (t) => {
  const env = { SYNCLINE_DESTINATION_PASSWORD: 'seCret\r\nDELE x' };
  await t.rejects(password(NONE, env), {
    code: 'usage',
    message: /^(?!.*seCret).*line break.*SYNCLINE_DESTINATION_PASSWORD/,
  });
});

t.test('a password in a URL gets a warning that does not repeat it', async (t) => {
  t.match(warning('ftp://me:seCret@host'), /^(?!.*seCret).*SOURCE.*SYNCLINE_SOURCE_PASSWORD/);
  t.equal(warning(NONE), undefined);
  t.equal(warning('ftp://me:@host'), undefined);
  t.equal(warning('/a'), undefined);
});
