-- What a customer's meetings with an item are worth today: what was learnt from, and what has come since.
SELECT
  met.customer_id,
  met.item_id,
  CAST(sum(met.meetings) AS BIGINT) AS meetings,
  CAST(sum(met.weight_micro) AS BIGINT) AS weight_micro
FROM (
  SELECT customer_id, item_id, meetings, weight_micro FROM past_affinity
  UNION ALL
  SELECT
    e.customer_id,
    e.item_id,
    CAST(CASE WHEN e.kind = 'opened' THEN 0 ELSE 1 END AS BIGINT) AS meetings,
    CAST(round((CASE WHEN e.kind = 'opened' THEN s.opened_worth ELSE 1000000 END)
      * power(CAST(2 AS DOUBLE), (e.occurred_at_ms - s.learnt_until_ms)
      / (CAST(86400000 AS DOUBLE) * s.half_life_days))) AS BIGINT) AS weight_micro
  FROM events e
  CROSS JOIN settings s
  WHERE e.occurred_at_ms >= s.learnt_until_ms AND e.occurred_at_ms < s.as_of_ms
    AND e.kind IN ('payment', 'loan', 'taken', 'opened')
) met
GROUP BY met.customer_id, met.item_id
