import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.mjs';

/** @typedef {import('../test/simulate/campaign.ts').Kind} Kind */
/** @typedef {import('../test/simulate/campaign.ts').Tally} Tally */
/** @typedef {import('../test/simulate/campaign.ts').Bounds} Bounds */

/** Simulated errors are many, and nobody reads where they were thrown. */
const FLAGS = ['--stack-trace-limit=0', '--max-semi-space-size=32'];

/**
 * Plays histories of the simulator in a process of its own, as compiled by the build: there no test runner follows every
 * promise, which would cost as much again.
 * @param {Kind} kind
 * @param {Bounds} bounds
 * @returns {Promise<Tally>}
 */
export async function playApart(kind, { firstSeed, histories, crashes = Infinity }) {
  const worker = join(root, 'test', 'simulate', 'dist', 'worker.js');
  const args = [...FLAGS, worker, kind, firstSeed, histories, crashes].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${worker} ended with ${code}; is it built? Run: npx -y pnpm@12 build`);
  return JSON.parse(text);
}
