import { type Command, Option } from 'commander';
import { serviceContracts } from '../../contract/service-contracts.js';
import { fuzzService } from '../../fuzz/fuzz-service.js';
import { LocalTokens } from '../../issuer/local-tokens.js';
import { inProject } from '../../project.js';
import { limitsLifted } from '../../stack/limits-lifted.js';
import { startStack } from '../../stack/stack.js';
import { whileRunning } from '../../stack/while-running.js';
import { print, TerminalProgress } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';

const names = ['gateway', 'loans'] as const;

interface FuzzCommandOptions {
  readonly requests: number;
  readonly seed: number;
  readonly only?: (typeof names)[number];
}

const environment = { SANDBOX: 'true', ...limitsLifted };

export function registerFuzz(program: Command): void {
  program
    .command('fuzz')
    .description(
      'send generated requests to services of its own; status 1 when an answer breaks the contract',
    )
    .option('--requests <n>', 'at least that many to each service', wholeNumber, 20_000)
    .option('--seed <n>', 'same seed, same requests', wholeNumber, 1)
    .addOption(new Option('--only <service>', 'one service alone').choices(names))
    .action(async ({ requests, seed, only }: FuzzCommandOptions) => {
      const home = inProject('.paymo', 'fuzz');
      const without = ['review', 'recommendations'] as const;
      const stack = await startStack({ home, progress: new TerminalProgress(), environment, without });
      await whileRunning(stack, async ({ state }) => {
        const tokens = new LocalTokens(state.issuer, home);
        for (const name of names.filter((each) => only === undefined || each === only)) {
          const contract = serviceContracts.find(({ service }) => service === name);
          if (contract === undefined) throw new Error(`${name} has no contract`);
          const result = await fuzzService({
            contract,
            url: state[name],
            token: () => tokens.for('ada', ['customer']),
            seed,
            requestsMin: requests,
            casesMax: 100,
            print: (text) => process.stdout.write(text),
          });
          print(`${name}: ${result.requests} requests answered, ${result.failedRounds} rounds with failures`);
          if (result.failedRounds > 0) process.exitCode = 1;
        }
      });
    });
}
