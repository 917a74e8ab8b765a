import type { Command } from 'commander';
import { fuzzGateway } from '../../fuzz/fuzz-gateway.js';
import { LocalTokens } from '../../issuer/local-tokens.js';
import { inProject } from '../../project.js';
import { startStack } from '../../stack/stack.js';
import { whileRunning } from '../../stack/while-running.js';
import { print, TerminalProgress } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';

export function registerFuzz(program: Command): void {
  program
    .command('fuzz')
    .description(
      'send generated requests to a gateway of its own; status 1 when an answer breaks the contract',
    )
    .option('--requests <n>', 'at least that many', wholeNumber, 20_000)
    .option('--seed <n>', 'same seed, same requests', wholeNumber, 1)
    .action(async ({ requests, seed }: { requests: number; seed: number }) => {
      const home = inProject('.paymo', 'fuzz');
      const environment = {
        SANDBOX: 'true',
        REQUESTS_PER_MINUTE: '1000000',
        REQUESTS_PER_MINUTE_AND_ADDRESS: '1000000',
        PAYMENTS_PER_MINUTE: '1000000',
      };
      const stack = await startStack({
        home,
        progress: new TerminalProgress(),
        environment,
        without: ['review', 'recommendations', 'loans'],
      });
      await whileRunning(stack, async ({ state }) => {
        const tokens = new LocalTokens(state.issuer, home);
        const result = await fuzzGateway({
          gateway: state.gateway,
          token: () => tokens.for('ada', ['customer']),
          seed,
          requestsMin: requests,
          casesMax: 100,
          print: (text) => process.stdout.write(text),
        });
        print(`${result.requests} requests answered, ${result.failedRounds} rounds with failures`);
        if (result.failedRounds > 0) process.exitCode = 1;
      });
    });
}
