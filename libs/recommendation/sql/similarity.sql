-- Cosine of the items' customers, shrunk by their common customers c to cosine * c / (c + shrinkage); the nearest only.
WITH common AS (
  SELECT a.item_number, b.item_number AS other_number, CAST(count(*) AS BIGINT) AS shared
  FROM history a
  JOIN history b ON a.customer_id = b.customer_id AND a.item_number < b.item_number
  WHERE a.meetings > 0 AND b.meetings > 0
  GROUP BY a.item_number, b.item_number
),
both_ways AS (
  SELECT item_number, other_number AS neighbour_number, shared FROM common
  UNION ALL
  SELECT other_number AS item_number, item_number AS neighbour_number, shared FROM common
),
shrunk AS (
  SELECT
    c.item_number,
    c.neighbour_number,
    CAST(round(1000000 * (c.shared / sqrt(CAST(i.customers AS DOUBLE) * n.customers))
      * (c.shared / (CAST(c.shared AS DOUBLE) + s.shrinkage))) AS BIGINT) AS similarity_micro
  FROM both_ways c
  JOIN item_customers i ON i.item_number = c.item_number
  JOIN item_customers n ON n.item_number = c.neighbour_number
  CROSS JOIN settings s
),
ranked AS (
  SELECT
    item_number,
    neighbour_number,
    similarity_micro,
    row_number() OVER (PARTITION BY item_number ORDER BY similarity_micro DESC, neighbour_number) AS place
  FROM shrunk
  WHERE similarity_micro > 0
)
SELECT ranked.item_number, ranked.neighbour_number, ranked.similarity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.neighbours
