-- What customers met, the strongest first.
SELECT
  p.customer_number,
  i.past_number,
  a.meetings,
  a.weight_micro,
  row_number() OVER (PARTITION BY p.customer_number ORDER BY a.weight_micro DESC, i.past_number) AS place
FROM past_affinity a
JOIN past_people p ON p.customer_id = a.customer_id
JOIN past_items i ON i.item_id = a.item_id
