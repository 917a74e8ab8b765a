import { Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { EventContract } from '@paymo/contracts';
import type { ReceivedEvent } from './cloud-event.js';
import type { PartitionProgress } from './consumer-offsets.js';

/**
 * What a batch handler gets. In the one transaction that applies the events it must first claim the
 * progress with `claimOffsets`; `events` may be empty.
 */
export interface EventBatch<T> {
  readonly events: readonly ReceivedEvent<T>[];
  readonly progress: readonly PartitionProgress[];
}

/** Hands the error to the intake as it is: it decides between another try and the dead-letter topic. */
@Catch()
class KeepError implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type BatchHandler<T> = (batch: EventBatch<T>) => Promise<void>;

/**
 * Marks a method that handles the events of one contract, a batch at a time.
 *
 * @param isRelevant which events the handler wants; batches without any cost it no transaction
 */
export function OnEvents<T>(contract: EventContract<T>, isRelevant: (data: T) => boolean = () => true) {
  return (target: object, key: string, descriptor: TypedPropertyDescriptor<BatchHandler<T>>): void => {
    const pattern: unknown = contract.topic;
    EventPattern(pattern, { contract, isRelevant })(target, key, descriptor);
    UseFilters(new KeepError())(target, key, descriptor);
  };
}
