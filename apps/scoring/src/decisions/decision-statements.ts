import type { EntityState } from '@paymo/features';
import type { Statement } from '@paymo/platform';

export const decidedAlready: Statement = {
  name: 'decided_already',
  text: 'SELECT payment_id FROM decisions WHERE payment_id = ANY($1::uuid[])',
};

export interface StateRow {
  readonly id: string;
  readonly state: EntityState;
}

export const lockStates: Statement = {
  name: 'lock_states',
  text: 'SELECT id, state FROM entity_states WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
};

export const insertStates: Statement = {
  name: 'insert_states',
  text: `
    INSERT INTO entity_states (id, state)
    SELECT * FROM ROWS FROM (unnest($1::uuid[]), json_array_elements($2::json)) AS n(id, state) ORDER BY id`,
};

export const updateStates: Statement = {
  name: 'update_states',
  text: `
    UPDATE entity_states e SET state = n.state
    FROM ROWS FROM (unnest($1::uuid[]), json_array_elements($2::json)) AS n(id, state)
    WHERE e.id = ANY($1::uuid[]) AND e.id = n.id`,
};

export const insertDecisions: Statement = {
  name: 'insert_decisions',
  text: `
    INSERT INTO decisions (payment_id, outcome, score, vector, reasons, model, policy, catalogue_version, payment,
      decided_at, scores, judgement, serving_version, rules)
    SELECT payment_id, outcome, score, vector::float8[], reasons, model, policy, $8, payment, $10, scores, judgement, $13,
      rules
    FROM ROWS FROM (unnest($1::uuid[]), unnest($2::text[]), unnest($3::float8[]), unnest($4::text[]),
      json_array_elements($5::json), unnest($6::text[]), unnest($7::text[]), json_array_elements($9::json),
      json_array_elements($11::json), json_array_elements($12::json), json_array_elements($14::json))
      WITH ORDINALITY AS d(payment_id, outcome, score, vector, reasons, model, policy, payment, scores, judgement, rules,
        position)
    ORDER BY position`,
};
