import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { planHeader } from '../../src/commands/plan-format.js';
import { end, events } from '../fake-context.js';
import { desk } from './desk.js';

const ITEMS = `items:
  - { name: mail, source: /s, destination: { type: ftp, server: h, username: me, password: { env: PW } } }
`;
const done = events(end());

t.test(
  'a plan of a configured item finds its password where the item does, and tells it no other server',
  async (t) => {
    const { home, run } = desk(t, ITEMS);
    const said = await run(['run', 'mail', '--dry-run'], { onRun: done, env: { PW: 'secret' } });
    const { item } = said.runs[0]!;
    const header = planHeader(item, join(home, 'state'), false, 0);
    const plan = (change: object) => {
      const text = JSON.stringify({ ...header, item: { ...header.item, ...change } });
      writeFileSync(join(home, 'plan.json'), `${text.slice(0, -1)},"operations":[\n]}\n`);
    };
    const password = async (env: NodeJS.ProcessEnv) => {
      const { exit, err, runs } = await run(['apply', 'plan.json'], { onRun: done, env });
      const endpoint = runs[0]?.item.destination.endpoint;
      return [exit, err, endpoint?.type === 'ftp' ? endpoint.password : undefined];
    };
    plan({});
    t.same(await password({ PW: 'secret' }), [0, '', 'secret']);
    t.same(await password({ PW: 'secret', SYNCLINE_DESTINATION_PASSWORD: 'given' }), [0, '', 'given']);
    t.match(await password({}), [2, /variable PW is not set/, undefined]);
    const { destination } = header.item;
    plan({ destination: { ...destination, endpoint: { ...destination.endpoint, server: 'elsewhere' } } });
    t.same(await password({ PW: 'secret' }), [0, '', '']);
  },
);
