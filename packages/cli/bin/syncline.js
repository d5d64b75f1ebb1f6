#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const { isBundleCurrent, main } = require('./bundle-age.js');
const { loadPart } = require('./parts.js');

if (isBundleCurrent()) {
  loadPart(main);
} else if (existsSync(join(__dirname, '../dist/main.js'))) {
  void import('../dist/main.js');
} else {
  process.stderr.write('syncline is not built yet. Run: npx -y pnpm@12 build\n');
  process.exitCode = 2;
}
