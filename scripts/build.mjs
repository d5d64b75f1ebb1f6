// Compiles every package whose sources changed, bundles the command line, and builds the console.
import { build } from './run.mjs';

build();
