export { BatchIntake } from './batch-intake.js';
export type { ReceivedEvent } from './cloud-event.js';
export { claimOffsets, type PartitionProgress } from './consumer-offsets.js';
export { type EventBatch, OnEvents } from './event-batch.js';
export { messagingTables } from './messaging-tables.js';
export { MicroBatcher } from './micro-batcher.js';
export { type AnnouncingTransaction, Outbox } from './outbox.js';
export { LOGGER, ServiceModule } from './service.module.js';
