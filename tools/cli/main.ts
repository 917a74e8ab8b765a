import { Command } from 'commander';
import { groupsFor } from './command-groups.js';
import { print } from './terminal.js';

const program = new Command('paymo')
  .description('Runs and inspects Paymo, an online bank in an app')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: true });

for (const { load } of groupsFor(process.argv[2])) (await load())(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`paymo: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['PAYMO_DEBUG'] !== undefined) print(String(error instanceof Error ? error.stack : ''));
  process.exitCode = 1;
}
