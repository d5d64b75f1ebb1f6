import { attempt } from './campaign.ts';

// One history of kills, in a process of its own: `worker.ts seed kills`, and what came of it as JSON.
const [seed, kills] = process.argv.slice(2);
console.log(JSON.stringify(await attempt(Number(seed), Number(kills))));
