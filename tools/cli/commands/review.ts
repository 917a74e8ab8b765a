import { type Command, InvalidArgumentError } from 'commander';
import { seedCases } from '../../review/seed-cases.js';
import { withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';

const itemsMax = 1_000_000;

export function registerReview(program: Command): void {
  program
    .command('review')
    .description('the queue of the analysts')
    .command('seed')
    .description('put open cases of payments that do not exist into the queue, for figures under load')
    .requiredOption('--items <number>', 'how many', itemsOf)
    .action(({ items }: { items: number }) =>
      withStack(new TerminalProgress(), async ({ adminUrl }) => {
        await seedCases(adminUrl, items);
        print(`${items} cases are in the queue`);
      }),
    );
}

function itemsOf(text: string): number {
  const items = Number(text);
  if (Number.isInteger(items) && items >= 1 && items <= itemsMax) return items;
  throw new InvalidArgumentError(`must be 1 to ${itemsMax}`);
}
