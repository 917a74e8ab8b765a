-- Cosine of the items' customers, shrunk by their common customers c to cosine * c / (c + shrinkage); the nearest only.
WITH common AS (
  SELECT a.item_id, b.item_id AS neighbour_id, CAST(count(*) AS BIGINT) AS shared
  FROM history a
  JOIN history b ON a.customer_id = b.customer_id AND a.item_id <> b.item_id
  GROUP BY a.item_id, b.item_id
),
shrunk AS (
  SELECT
    c.item_id,
    c.neighbour_id,
    CAST(round(1000000 * (c.shared / sqrt(CAST(i.customers AS DOUBLE) * n.customers))
      * (c.shared / (CAST(c.shared AS DOUBLE) + s.shrinkage))) AS BIGINT) AS similarity_micro
  FROM common c
  JOIN item_customers i ON i.item_id = c.item_id
  JOIN item_customers n ON n.item_id = c.neighbour_id
  CROSS JOIN settings s
),
ranked AS (
  SELECT
    item_id,
    neighbour_id,
    similarity_micro,
    row_number() OVER (PARTITION BY item_id ORDER BY similarity_micro DESC, neighbour_id) AS place
  FROM shrunk
  WHERE similarity_micro > 0
)
SELECT ranked.item_id, ranked.neighbour_id, ranked.similarity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.neighbours
