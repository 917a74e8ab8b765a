import { Column, Entity, PrimaryColumn } from 'typeorm';
import { paymentTypes } from '@paymo/contracts';
import { type PaymentStatus } from './payment-status.js';

/** A payment as the API reads it. It is written by the set-wise statements of `payment-statements.ts` only. */
@Entity('payments')
export class Payment {
  @PrimaryColumn('uuid')
  id!: string;

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
  type!: (typeof paymentTypes)[number];

  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('text')
  status!: PaymentStatus;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
