import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@paymo/platform';
import type { Payment } from '../payments/payment.entity.js';
import type { TransferFacts } from './credit-transfer-export.js';

interface FactsRow {
  readonly debtor_name: string;
  readonly creditor_name: string;
  readonly end_to_end_id: string | null;
  readonly uetr: string | null;
  readonly purpose: string | null;
}

/** Names are those that the payer's message gave, or else those of the accounts, as statements have them. */
const readFacts: Statement = {
  name: 'read_transfer_facts',
  text: `
    SELECT coalesce(m.debtor_name, d.name, 'Paymo') AS debtor_name, coalesce(m.creditor_name, c.name, 'Paymo') AS creditor_name,
      m.end_to_end_id, m.uetr, m.purpose
    FROM payments p LEFT JOIN payment_messages m ON m.payment_id = p.id
    LEFT JOIN accounts d ON d.id = p.payer_id LEFT JOIN accounts c ON c.id = p.payee_id
    WHERE p.id = $1`,
};

/** Reads what a message about a payment says beside its money. */
@Injectable()
export class TransferFactsReader {
  constructor(private readonly database: Database) {}

  async of({ id }: Payment): Promise<TransferFacts> {
    const [row] = await this.database.query<FactsRow>(readFacts, [id]);
    if (row === undefined) throw new Error('a payment that was read is there');
    return {
      debtorName: row.debtor_name,
      creditorName: row.creditor_name,
      endToEndId: row.end_to_end_id,
      uetr: row.uetr,
      purpose: row.purpose,
    };
  }
}
