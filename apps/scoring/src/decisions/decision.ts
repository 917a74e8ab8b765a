import type { PaymentDecided, PaymentSubmitted } from '@paymo/contracts';
import type { ReceivedEvent } from '@paymo/messaging';
import type { Judgement } from './judge.js';
import type { PaymentScores } from './score-batch.js';

/** A payment with everything that led to its outcome. */
export interface Decision {
  readonly event: ReceivedEvent<PaymentSubmitted>;
  readonly vector: readonly number[];
  readonly scored: PaymentScores;
  readonly judgement: Judgement;
  readonly decided: PaymentDecided;
}
