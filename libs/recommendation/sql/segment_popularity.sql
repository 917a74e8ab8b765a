-- What customers of a segment have most, as millionths of the segment; the segment '' stands for everybody.
WITH counted AS (
  SELECT c.segment, h.item_id, CAST(count(*) AS BIGINT) AS customers
  FROM history h
  JOIN customers c ON c.customer_id = h.customer_id
  WHERE h.meetings > 0
  GROUP BY c.segment, h.item_id
  UNION ALL
  SELECT '' AS segment, item_id, customers
  FROM item_customers
),
ranked AS (
  SELECT
    segment,
    item_id,
    CAST(round(1000000 * customers / CAST(max(customers) OVER (PARTITION BY segment) AS DOUBLE)) AS BIGINT)
      AS popularity_micro,
    row_number() OVER (PARTITION BY segment ORDER BY customers DESC, item_id) AS place
  FROM counted
)
SELECT ranked.segment, ranked.item_id, ranked.popularity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.neighbours
