#!/usr/bin/env node
import { existsSync } from 'node:fs';

import { isBundleCurrent } from './bundle-age.js';

const bundle = new URL('../bundle/main.js', import.meta.url);
const modules = new URL('../dist/main.js', import.meta.url);

if (isBundleCurrent()) {
  await import(bundle.href);
} else if (existsSync(modules)) {
  await import(modules.href);
} else {
  process.stderr.write('syncline is not built yet. Run: npx -y pnpm@12 build\n');
  process.exitCode = 2;
}
