import type { Command } from 'commander';

/** Commands that one file registers. */
export interface CommandGroup {
  readonly commands: readonly string[];
  readonly load: () => Promise<(program: Command) => void>;
}

export const commandGroups: readonly CommandGroup[] = [
  { commands: ['audit'], load: async () => (await import('./commands/audit.js')).registerAudit },
  { commands: ['contract'], load: async () => (await import('./commands/contract.js')).registerContract },
  {
    commands: ['replay', 'simulate', 'features', 'labels'],
    load: async () => (await import('./commands/data.js')).registerData,
  },
  {
    commands: ['decisions', 'drift'],
    load: async () => (await import('./commands/decisions.js')).registerDecisions,
  },
  { commands: ['faults'], load: async () => (await import('./commands/faults.js')).registerFaults },
  { commands: ['fuzz'], load: async () => (await import('./commands/fuzz.js')).registerFuzz },
  { commands: ['loans'], load: async () => (await import('./commands/loans.js')).registerLoans },
  { commands: ['train', 'models'], load: async () => (await import('./commands/models.js')).registerModels },
  {
    commands: ['ledger', 'dlq', 'bench'],
    load: async () => (await import('./commands/operations.js')).registerOperations,
  },
  {
    commands: ['recommendations'],
    load: async () => (await import('./commands/recommendations.js')).registerRecommendations,
  },
  { commands: ['review'], load: async () => (await import('./commands/review.js')).registerReview },
  {
    commands: ['rules', 'lists', 'policy'],
    load: async () => (await import('./commands/rules.js')).registerRules,
  },
  {
    commands: ['start', 'stack', 'migrate'],
    load: async () => (await import('./commands/stack.js')).registerStack,
  },
  { commands: ['token'], load: async () => (await import('./commands/token.js')).registerToken },
];

/** The groups to load for a command: its own alone, as their packages take seconds; all where it is none of them. */
export function groupsFor(command: string | undefined): readonly CommandGroup[] {
  const own = commandGroups.filter(({ commands }) => commands.some((name) => name === command));
  return own.length > 0 ? own : commandGroups;
}
