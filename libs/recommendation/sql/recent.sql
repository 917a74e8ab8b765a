-- What customers have met since, by today's numbers, the strongest first; `is_first` of what they had not had before.
WITH met AS (
  SELECT
    e.customer_id,
    e.item_id,
    CAST(sum(CASE WHEN e.kind = 'opened' THEN 0 ELSE 1 END) AS BIGINT) AS meetings,
    CAST(sum(CAST(round((CASE WHEN e.kind = 'opened' THEN s.opened_worth ELSE 1000000 END)
      * power(CAST(2 AS DOUBLE), (e.occurred_at_ms - s.learnt_until_ms)
      / (CAST(86400000 AS DOUBLE) * s.half_life_days))) AS BIGINT)) AS BIGINT) AS weight_micro
  FROM events e
  CROSS JOIN settings s
  WHERE e.occurred_at_ms >= s.learnt_until_ms AND e.occurred_at_ms < s.as_of_ms
    AND e.kind IN ('payment', 'loan', 'taken', 'opened')
  GROUP BY e.customer_id, e.item_id
)
SELECT
  p.customer_number,
  o.item_number,
  o.past_number,
  m.meetings,
  m.weight_micro,
  m.meetings > 0 AND h.customer_number IS NULL AS is_first,
  row_number() OVER (PARTITION BY p.customer_number ORDER BY m.weight_micro DESC, o.item_number) AS place
FROM met m
JOIN people p ON p.customer_id = m.customer_id
JOIN offered o ON o.item_id = m.item_id
LEFT JOIN past_had h ON h.customer_number = p.customer_number AND h.past_number = o.past_number
