-- What customers of a segment have most, as millionths of the segment; the segment '' stands for everybody.
WITH had AS (
  SELECT h.customer_number, o.item_number
  FROM past_had h
  JOIN offered o ON o.past_number = h.past_number
  UNION ALL
  SELECT customer_number, item_number FROM recent WHERE is_first
),
counted AS (
  SELECT p.segment, h.item_number, CAST(count(*) AS BIGINT) AS customers
  FROM had h
  JOIN people p ON p.customer_number = h.customer_number
  WHERE p.segment IS NOT NULL
  GROUP BY p.segment, h.item_number
  UNION ALL
  SELECT '' AS segment, item_number, customers
  FROM item_customers
  WHERE customers > 0
),
ranked AS (
  SELECT
    segment,
    item_number,
    CAST(round(1000000 * customers / CAST(max(customers) OVER (PARTITION BY segment) AS DOUBLE)) AS BIGINT)
      AS popularity_micro,
    row_number() OVER (PARTITION BY segment ORDER BY customers DESC, item_number) AS place
  FROM counted
)
SELECT ranked.segment, i.item_id, ranked.item_number, ranked.popularity_micro
FROM ranked
JOIN items i ON i.item_number = ranked.item_number
CROSS JOIN settings s
WHERE ranked.place <= s.neighbours
