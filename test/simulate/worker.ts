import type { Kind } from './campaign.ts';
import { campaign } from './campaign.ts';

// One part of a campaign, in a process of its own: `worker.ts kind firstSeed histories crashes`, and a tally as JSON.
const [kind, firstSeed, histories, crashes] = process.argv.slice(2);
const bounds = { firstSeed: Number(firstSeed), histories: Number(histories), crashes: Number(crashes) };
console.log(JSON.stringify(await campaign(kind as Kind, bounds)));
