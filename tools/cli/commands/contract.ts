import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Command } from 'commander';
import { asyncApiDocument, asyncApiFile } from '../../contract/async-api.js';
import { clientTypesFile, clientTypesOf } from '../../contract/client-types.js';
import { describeGateway, gatewayBreaks, gatewayContractFile } from '../../contract/gateway-contract.js';
import { print } from '../terminal.js';

export function registerContract(program: Command): void {
  const contract = program
    .command('contract')
    .description('the published descriptions of the money API and of the events');
  contract
    .command('write')
    .description(
      'keep the description that the gateway gives of itself, the types of the client, and the description of the events; status 1 when it would break clients',
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
      writeFileSync(asyncApiFile, asyncApiDocument());
    });
}
