-- The strongest items that each customer had: one long history would cost its square.
SELECT ranked.customer_id, ranked.past_number
FROM (
  SELECT
    p.customer_id,
    i.past_number,
    p.meetings,
    row_number() OVER (PARTITION BY p.customer_id ORDER BY p.weight_micro DESC, i.past_number) AS place
  FROM past_affinity p
  JOIN past_items i ON i.item_id = p.item_id
  WHERE p.weight_micro > 0
) ranked
CROSS JOIN settings s
WHERE ranked.place <= s.history_max AND ranked.meetings > 0
