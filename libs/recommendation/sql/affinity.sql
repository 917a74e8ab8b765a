-- What a customer's meetings with an item are worth today: each counts half after every half-life. Only what was paid for
-- or taken is a meeting; to have opened a recommendation says less.
SELECT
  e.customer_id,
  e.item_id,
  CAST(sum(CASE WHEN e.kind = 'opened' THEN 0 ELSE 1 END) AS BIGINT) AS meetings,
  CAST(sum(CAST(round((CASE WHEN e.kind = 'opened' THEN s.opened_worth ELSE 1000000 END)
    * power(CAST(2 AS DOUBLE), (e.occurred_at_ms - s.as_of_ms)
    / (CAST(86400000 AS DOUBLE) * s.half_life_days))) AS BIGINT)) AS BIGINT) AS weight_micro
FROM events e
CROSS JOIN settings s
WHERE e.occurred_at_ms < s.as_of_ms AND e.kind IN ('payment', 'loan', 'taken', 'opened')
GROUP BY e.customer_id, e.item_id
