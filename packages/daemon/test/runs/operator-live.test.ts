import t from 'tap';
import { settle } from './fake-clock.ts';
import { configured, HOUR_MS, HOURLY, office } from './operator-office.ts';

t.test(
  'a live item is followed from its configuration on, begun anew when it changes or is asked for',
  async (t) => {
    const { operator, followed, pass, begun } = office();
    const live = HOURLY.replace('mail,', 'mail, live: true,');
    await operator.configure(configured(live));
    await settle();
    t.same(followed, ['mail 3600000']);
    await pass(3 * HOUR_MS);
    t.same(begun, [], 'its schedule is not needed');
    await operator.configure(configured(live));
    t.equal(followed.length, 1, 'an edit elsewhere does not disturb it');
    const words = 'live: true, description: of all, group: backups, logFile: /log.txt, catchUp: true,';
    await operator.configure(configured(live.replace('live: true,', words).replace('1 hour', '2 hours')));
    t.equal(followed.length, 1, 'nor does one of what people see of it');
    t.match(operator.item('mail'), { description: 'of all', group: 'backups' });
    await operator.configure(configured(live.replace('live: true,', 'live: true, auditEvery: 2h,')));
    await settle();
    t.same(followed.splice(0), ['mail 3600000', 'mail ended', 'mail 7200000']);
    t.equal(operator.runNow('mail', { approveDeletes: true }), 'running');
    await settle();
    t.same(followed.splice(0), ['mail ended', 'mail 7200000 approved']);
    await operator.configure(configured(HOURLY));
    await operator.close();
    t.same(followed, ['mail ended']);
  },
);

t.test(
  'an item that becomes live during its run is followed after it, and tried again by nobody else',
  async (t) => {
    const { operator, pass, exits, ending, followed, begun } = office();
    await operator.configure(configured(HOURLY));
    exits('wait');
    operator.runNow('mail');
    await settle();
    await operator.configure(configured(HOURLY.replace('mail,', 'mail, live: true,')));
    await settle();
    t.same(followed, []);
    ending.get('mail')!(4);
    await settle();
    t.same(followed, ['mail 3600000']);
    await pass(HOUR_MS);
    t.equal(begun.length, 1);
    await operator.close();
  },
);

t.test(
  'a live item rests until all that needs it at rest has ended, whatever is edited meanwhile',
  async (t) => {
    const { operator, followed } = office();
    const live = HOURLY.replace('mail,', 'mail, live: true,');
    await operator.configure(configured(live));
    await settle();
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => void ends.push(resolve));
    const works = [operator.whileAtRest('mail', work), operator.whileAtRest('mail', work)];
    await settle();
    t.equal(ends.length, 1, 'one after the other');
    await operator.configure(configured(live.replace('live: true,', 'live: true, auditEvery: 2h,')));
    ends[0]!();
    await settle();
    t.equal(ends.length, 2);
    t.same(followed, ['mail 3600000', 'mail ended']);
    ends[1]!();
    await Promise.all(works);
    await settle();
    t.same(followed, ['mail 3600000', 'mail ended', 'mail 7200000']);
    await operator.close();
  },
);
