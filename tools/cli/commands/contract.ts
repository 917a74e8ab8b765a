import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Command } from 'commander';
import { clientTypesFile, clientTypesOf } from '../../contract/client-types.js';
import { describeGateway, gatewayBreaks, gatewayContractFile } from '../../contract/gateway-contract.js';
import { print } from '../terminal.js';

export function registerContract(program: Command): void {
  const contract = program.command('contract').description('the published description of the money API');
  contract
    .command('write')
    .description(
      'keep the description that the gateway gives of itself, and the types of the client; status 1 when it would break clients',
    )
    .option('--allow-breaks', 'keep it although it breaks clients: only for what was never released', false)
    .action(async ({ allowBreaks }: { allowBreaks: boolean }) => {
      const now = describeGateway();
      const breaks = existsSync(gatewayContractFile)
        ? gatewayBreaks(readFileSync(gatewayContractFile, 'utf8'), now)
        : [];
      if (breaks.length > 0 && !allowBreaks) {
        print(['Clients would break; add instead, or serve a new version:', ...breaks].join('\n'));
        process.exitCode = 1;
        return;
      }
      writeFileSync(gatewayContractFile, now);
      writeFileSync(clientTypesFile, await clientTypesOf(now));
    });
}
