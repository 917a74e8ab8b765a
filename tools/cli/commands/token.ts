import { type Command, InvalidArgumentError } from 'commander';
import { type Role, roles } from '@paymo/platform';
import { home, tokensOf } from '../home.js';
import { readState } from '../../stack/stack-state.js';
import { print } from '../terminal.js';

export function registerToken(program: Command): void {
  program
    .command('token')
    .description('print an access token for the local stack, good for five minutes')
    .option('--as <name>', 'a sample person (ada, ben, ana, sam, dana, …), or any other name', 'ada')
    .option('--roles <roles>', `of ${roles.join(', ')}; those of the sample person when absent`, rolesOf)
    .action(({ as, roles: given }: { as: string; roles?: Role[] }) => {
      const state = readState(home);
      if (state === undefined) throw new Error('no stack runs here; start one with npx paymo stack up');
      print(tokensOf(state).for(as, given));
    });
}

function rolesOf(text: string): Role[] {
  return text.split(',').map((name) => {
    const role = roles.find((each) => each === name.trim());
    if (role === undefined) throw new InvalidArgumentError(`must be of ${roles.join(', ')}`);
    return role;
  });
}
