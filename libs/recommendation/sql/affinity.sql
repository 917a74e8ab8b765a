-- What a customer's meetings with an item are worth today: each counts half after every half-life.
SELECT
  e.customer_id,
  e.item_id,
  CAST(count(*) AS BIGINT) AS meetings,
  CAST(sum(CAST(round(1000000 * power(CAST(2 AS DOUBLE), (e.occurred_at_ms - s.as_of_ms)
    / (CAST(86400000 AS DOUBLE) * s.half_life_days))) AS BIGINT)) AS BIGINT) AS weight_micro
FROM events e
CROSS JOIN settings s
WHERE e.occurred_at_ms < s.as_of_ms
GROUP BY e.customer_id, e.item_id
