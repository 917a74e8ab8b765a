import { Command } from 'commander';
import { registerAudit } from './commands/audit.js';
import { registerReview } from './commands/review.js';
import { registerContract } from './commands/contract.js';
import { registerData } from './commands/data.js';
import { registerDecisions } from './commands/decisions.js';
import { registerFaults } from './commands/faults.js';
import { registerFuzz } from './commands/fuzz.js';
import { registerLoans } from './commands/loans.js';
import { registerModels } from './commands/models.js';
import { registerOperations } from './commands/operations.js';
import { registerRecommendations } from './commands/recommendations.js';
import { registerRules } from './commands/rules.js';
import { registerStack } from './commands/stack.js';
import { registerToken } from './commands/token.js';
import { print } from './terminal.js';

const program = new Command('paymo')
  .description('Runs and inspects Paymo, an online bank in an app')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: true });

registerStack(program);
registerAudit(program);
registerReview(program);
registerOperations(program);
registerContract(program);
registerData(program);
registerDecisions(program);
registerFaults(program);
registerFuzz(program);
registerLoans(program);
registerModels(program);
registerRecommendations(program);
registerRules(program);
registerToken(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`paymo: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['PAYMO_DEBUG'] !== undefined) print(String(error instanceof Error ? error.stack : ''));
  process.exitCode = 1;
}
