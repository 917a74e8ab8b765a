import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Command } from 'commander';
import { asyncApiDocument, asyncApiFile } from '../../contract/async-api.js';
import { clientTypesOf } from '../../contract/client-types.js';
import { contractBreaks, describeService, serviceContracts } from '../../contract/service-contracts.js';
import { print } from '../terminal.js';

export function registerContract(program: Command): void {
  const contract = program
    .command('contract')
    .description('the published descriptions of the APIs for apps and of the events');
  contract
    .command('write')
    .description(
      'keep the descriptions that the gateway and loans give of themselves, the types of the client, and the description of the events; status 1 when they would break clients',
    )
    .option('--allow-breaks', 'keep it although it breaks clients: only for what was never released', false)
    .action(async ({ allowBreaks }: { allowBreaks: boolean }) => {
      const described = serviceContracts.map((contract) => ({
        ...contract,
        text: describeService(contract.service),
      }));
      const breaks = described.flatMap(({ file, text }) =>
        existsSync(file) ? contractBreaks(readFileSync(file, 'utf8'), text) : [],
      );
      if (breaks.length > 0 && !allowBreaks) {
        print(['Clients would break; add instead, or serve a new version:', ...breaks].join('\n'));
        process.exitCode = 1;
        return;
      }
      for (const { file, typesFile, text } of described) {
        writeFileSync(file, text);
        writeFileSync(typesFile, await clientTypesOf(text));
      }
      writeFileSync(asyncApiFile, asyncApiDocument());
    });
}
