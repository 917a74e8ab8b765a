import type { z } from 'zod';

/** An event as it is agreed between services: a CloudEvents type, its topic and the schema of its data. */
export interface EventContract<T> {
  /** CloudEvents type; ends with the major version. A change that breaks readers takes a new one. */
  readonly type: string;
  readonly topic: string;
  /** What has happened when it is sent, in a sentence. */
  readonly meaning: string;
  readonly schema: z.ZodType<T>;
  /** Events with one key keep their order. */
  readonly key: (data: T) => string;
}

export type EventData<C> = C extends EventContract<infer T> ? T : never;

export function defineEvent<T>(contract: EventContract<T>): EventContract<T> {
  return contract;
}
