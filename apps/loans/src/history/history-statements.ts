import type { Statement } from '@paymo/platform';

/** Remembers payments; those returned were not counted before. */
export const newPayments: Statement = {
  name: 'new_payments',
  text: `INSERT INTO known_payments SELECT DISTINCT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING payment_id`,
};

export const countMonths: Statement = {
  name: 'count_months',
  text: `
    INSERT INTO account_months AS m (account_id, month, in_minor, out_minor, committed_minor)
    SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[], $4::bigint[], $5::bigint[])
    ON CONFLICT (account_id, month) DO UPDATE SET in_minor = m.in_minor + excluded.in_minor,
      out_minor = m.out_minor + excluded.out_minor, committed_minor = m.committed_minor + excluded.committed_minor`,
};
