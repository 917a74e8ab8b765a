-- The strongest items of each customer: one long history would cost its square.
SELECT ranked.customer_id, ranked.item_id, ranked.item_number, ranked.meetings, ranked.weight_micro
FROM (
  SELECT
    a.customer_id,
    a.item_id,
    i.item_number,
    a.meetings,
    a.weight_micro,
    row_number() OVER (PARTITION BY a.customer_id ORDER BY a.weight_micro DESC, a.item_id) AS place
  FROM affinity a
  JOIN items i ON i.item_id = a.item_id
  WHERE a.weight_micro > 0
) ranked
CROSS JOIN settings s
WHERE ranked.place <= s.history_max
