-- Everybody who met anything or may be offered anything, by a number: later steps are quicker with numbers than with texts.
-- The shard and the segment are empty for whom we do not know.
SELECT
  everybody.customer_id,
  CAST(row_number() OVER (ORDER BY everybody.customer_id) AS INTEGER) AS customer_number,
  c.shard,
  c.segment
FROM (
  SELECT customer_id FROM affinity
  UNION
  SELECT customer_id FROM customers
) everybody
LEFT JOIN customers c ON c.customer_id = everybody.customer_id
