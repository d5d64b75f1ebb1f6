// Everything that a change must pass, in the order in which it fails fastest.
import { build, run, tool } from './run.mjs';

build();
run(tool('tsc'), ['-p', 'tsconfig.test.json']);
run(tool('tsc'), ['-p', 'packages/console']);
run(tool('oxlint'), []);
run(tool('prettier'), ['--check', '.']);
run(process.execPath, ['scripts/test.mjs']);
