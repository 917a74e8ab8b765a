-- Cosine of the items' customers, shrunk by their common customers c to cosine * c / (c + shrinkage); the nearest only. One
-- long history would cost its square: the strongest items of each customer count.
WITH counted AS (
  SELECT h.customer_number, h.past_number
  FROM past_history h
  CROSS JOIN settings s
  WHERE h.place <= s.history_max AND h.meetings > 0 AND h.weight_micro > 0
),
had AS (
  SELECT past_number, CAST(count(*) AS BIGINT) AS customers FROM counted GROUP BY past_number
),
common AS (
  SELECT a.past_number, b.past_number AS other_number, CAST(count(*) AS BIGINT) AS shared
  FROM counted a
  JOIN counted b ON a.customer_number = b.customer_number AND a.past_number < b.past_number
  GROUP BY a.past_number, b.past_number
),
both_ways AS (
  SELECT past_number, other_number AS neighbour_number, shared FROM common
  UNION ALL
  SELECT other_number AS past_number, past_number AS neighbour_number, shared FROM common
),
shrunk AS (
  SELECT
    c.past_number,
    c.neighbour_number,
    CAST(round(1000000 * (c.shared / sqrt(CAST(i.customers AS DOUBLE) * n.customers))
      * (c.shared / (CAST(c.shared AS DOUBLE) + s.shrinkage))) AS BIGINT) AS similarity_micro
  FROM both_ways c
  JOIN had i ON i.past_number = c.past_number
  JOIN had n ON n.past_number = c.neighbour_number
  CROSS JOIN settings s
),
ranked AS (
  SELECT
    past_number,
    neighbour_number,
    similarity_micro,
    row_number() OVER (PARTITION BY past_number ORDER BY similarity_micro DESC, neighbour_number) AS place
  FROM shrunk
  WHERE similarity_micro > 0
)
SELECT r.past_number, r.neighbour_number, r.similarity_micro
FROM ranked r
CROSS JOIN settings s
WHERE r.place <= s.neighbours
