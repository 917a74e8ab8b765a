export { AccountMemory } from './account-memory.js';
export { AccountOwners } from './account-owners.js';
export { AccountOwnersConsumer } from './account-owners.consumer.js';
export { accountOwnerTables, readLearnedOwners } from './learned-owners.js';
