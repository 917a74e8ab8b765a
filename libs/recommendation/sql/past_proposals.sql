-- What goes with a customer's profile and is not had, the strongest first, for one part of the customers: of all at once it
-- would not fit into memory. The strongest neighbour travels in one number
-- with its contribution: the larger contribution wins, then the lower item. What was only opened is nobody's reason: 0
-- stands for it.
WITH met AS (
  SELECT
    p.customer_number,
    m.neighbour_number AS past_number,
    CAST(sum(p.weight_micro * m.similarity_micro) AS BIGINT) AS strength,
    max(CASE WHEN p.meetings = 0 THEN CAST(0 AS BIGINT)
      ELSE CAST(floor(p.weight_micro * m.similarity_micro / CAST(1000000 AS DOUBLE)) AS BIGINT) * 1048576
        + (1048575 - p.past_number) END) AS strongest
  FROM past_profile p
  CROSS JOIN (SELECT count(*) AS people FROM past_people) n
  JOIN settings s ON p.customer_number > s.shard * n.people / CAST(s.parts AS DOUBLE)
    AND p.customer_number <= (s.shard + 1) * n.people / CAST(s.parts AS DOUBLE)
  JOIN learnt_similarity m ON m.past_number = p.past_number
  GROUP BY p.customer_number, m.neighbour_number
),
ranked AS (
  SELECT
    m.customer_number,
    m.past_number,
    m.strength,
    m.strongest,
    row_number() OVER (PARTITION BY m.customer_number ORDER BY m.strength DESC, m.past_number) AS place
  FROM met m
  LEFT JOIN past_had h ON h.customer_number = m.customer_number AND h.past_number = m.past_number
  WHERE h.customer_number IS NULL
)
SELECT r.customer_number, r.past_number, r.strength, r.strongest
FROM ranked r
CROSS JOIN settings s
WHERE r.place <= s.proposals_max
ORDER BY r.customer_number
