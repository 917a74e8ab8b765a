#!/usr/bin/env node
// The command `paymo`: installs and compiles what changed, then runs the command line.
import { build, install } from './prepare.mjs';

install();
build();
await import('../dist/tools/cli/main.js');
