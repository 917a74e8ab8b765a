-- The strongest items of each customer: one long history would cost its square.
SELECT customer_id, item_id, weight_micro
FROM (
  SELECT
    a.customer_id,
    a.item_id,
    a.weight_micro,
    row_number() OVER (PARTITION BY a.customer_id ORDER BY a.weight_micro DESC, a.item_id) AS place
  FROM affinity a
) ranked
CROSS JOIN settings s
WHERE ranked.place <= s.history_max AND ranked.weight_micro > 0
