import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { commandGroups, groupsFor } from './command-groups.js';

describe('the commands of paymo', () => {
  it('are each in the group whose file registers it', async () => {
    for (const { commands, load } of commandGroups) {
      const program = new Command();
      (await load())(program);
      expect(program.commands.map((command) => command.name()).sort()).toEqual([...commands].sort());
    }
  });

  it('come alone when one is asked for, and all together for help', () => {
    expect(groupsFor('dlq')).toHaveLength(1);
    expect(groupsFor('--help')).toEqual(commandGroups);
    expect(groupsFor(undefined)).toEqual(commandGroups);
  });
});
