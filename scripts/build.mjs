// Compiles every package whose sources changed, and builds the console.
import { build } from './run.mjs';

build();
