import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentDecided, Reason } from '@paymo/contracts';

export const caseStatuses = ['open', 'released', 'rejected', 'expired', 'cancelled'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** A held payment that waits for, or has had, an analyst's verdict. */
@Entity('cases')
export class Case {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('uuid', { name: 'payer_id' })
  payerId!: string;

  @Column('uuid', { name: 'payee_id' })
  payeeId!: string;

  /** Minor units; Postgres' bigint arrives as text. */
  @Column('bigint', { name: 'amount_minor' })
  amountMinor!: string;

  @Column('text')
  currency!: string;

  @Column('text')
  type!: string;

  /** Null when no model could score the payment. */
  @Column('double precision', { nullable: true })
  score!: number | null;

  @Column('json')
  reasons!: Reason[];

  @Column('json')
  rules!: PaymentDecided['rules'];

  @Column('text')
  model!: string;

  @Column('text')
  status!: CaseStatus;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { nullable: true })
  reviewer!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;
}
