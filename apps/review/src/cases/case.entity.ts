import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentDecided, Reason } from '@paymo/contracts';

export const caseStatuses = ['open', 'released', 'rejected', 'expired', 'cancelled'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** Who may take a case: anybody, a senior analyst it was escalated to, or the second of two who release it. */
export const lanes = ['first', 'senior', 'second'] as const;
export type Lane = (typeof lanes)[number];

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

  /** By law the hold must be over by then. */
  @Column('timestamptz', { name: 'deadline_at' })
  deadlineAt!: Date;

  /** Score times amount, in minor units; the amount when there is no score. */
  @Column('bigint', { name: 'expected_loss_minor' })
  expectedLossMinor!: string;

  @Column('text')
  lane!: Lane;

  /** Whose lease it is, until `leasedUntil`. */
  @Column('text', { nullable: true })
  holder!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('timestamptz', { name: 'snoozed_until', nullable: true })
  snoozedUntil!: Date | null;

  /** Until then its payer may answer a question; past when they did, or nobody waits any more. */
  @Column('timestamptz', { name: 'waiting_until', nullable: true })
  waitingUntil!: Date | null;

  /** Who released it first, when two have to. */
  @Column('text', { name: 'proposed_by', nullable: true })
  proposedBy!: string | null;

  /** The case whose verdict it gets. */
  @Column('uuid', { name: 'merged_into', nullable: true })
  mergedInto!: string | null;

  @Column('text', { array: true })
  tags!: string[];

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { nullable: true })
  reviewer!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;

  /** Why it was rejected, as a code. */
  @Column('text', { nullable: true })
  reason!: string | null;
}
