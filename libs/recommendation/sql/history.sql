-- The strongest items of each customer: one long history would cost its square.
SELECT ranked.customer_number, ranked.item_number, ranked.meetings, ranked.weight_micro, ranked.place
FROM (
  SELECT
    p.customer_number,
    i.item_number,
    a.meetings,
    a.weight_micro,
    row_number() OVER (PARTITION BY p.customer_number ORDER BY a.weight_micro DESC, i.item_number) AS place
  FROM affinity a
  JOIN people p ON p.customer_id = a.customer_id
  JOIN items i ON i.item_id = a.item_id
  WHERE a.weight_micro > 0
) ranked
CROSS JOIN settings s
WHERE ranked.place <= s.history_max
