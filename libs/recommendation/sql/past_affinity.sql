-- What customers' meetings with items are worth that all may be learnt from: each counts half after every half-life. Ages
-- are counted from the moment up to which was learnt; only the ratios of a customer's weights matter. Only what was paid
-- for or taken is a meeting; to have opened a recommendation says less.
SELECT
  e.customer_id,
  e.item_id,
  CAST(sum(CASE WHEN e.kind = 'payment' THEN 1 ELSE 0 END) AS BIGINT) AS payments,
  CAST(sum(CASE WHEN e.kind = 'opened' THEN 0 ELSE 1 END) AS BIGINT) AS meetings,
  CAST(sum(CAST(round((CASE WHEN e.kind = 'opened' THEN s.opened_worth ELSE 1000000 END)
    * power(CAST(2 AS DOUBLE), (e.occurred_at_ms - s.learnt_until_ms)
    / (CAST(86400000 AS DOUBLE) * s.half_life_days))) AS BIGINT)) AS BIGINT) AS weight_micro
FROM events e
CROSS JOIN settings s
WHERE e.occurred_at_ms < s.learnt_until_ms AND e.kind IN ('payment', 'loan', 'taken', 'opened')
GROUP BY e.customer_id, e.item_id
