-- What each source proposes to the customers of one shard who may be offered anything. Each source's best proposal is worth
-- its weight; a customer and an item have one row, with the strongest source.
WITH shard_customers AS (
  SELECT p.customer_number, p.segment
  FROM people p
  JOIN settings s ON p.shard = s.shard
  LEFT JOIN exclusions x ON x.customer_number = p.customer_number AND x.item_number = -1
  WHERE x.reason IS NULL
),
shard_history AS (
  SELECT h.customer_number, h.item_number, h.meetings, h.weight_micro, h.place
  FROM history h
  JOIN shard_customers c ON c.customer_number = h.customer_number
),
-- The strongest neighbour travels in one number with its contribution: the larger contribution wins, then the lower item.
-- What was only opened is nobody's reason: 0 stands for it.
met AS (
  SELECT
    h.customer_number,
    m.neighbour_number,
    CAST(sum(h.weight_micro * m.similarity_micro) AS BIGINT) AS strength,
    max(CASE WHEN h.meetings = 0 THEN CAST(0 AS BIGINT)
      ELSE CAST(floor(h.weight_micro * m.similarity_micro / CAST(1000000 AS DOUBLE)) AS BIGINT) * 1048576
        + (1048575 - h.item_number) END) AS strongest
  FROM shard_history h
  CROSS JOIN settings s
  JOIN similarity m ON m.item_number = h.item_number
  WHERE h.place <= s.profile_max
  GROUP BY h.customer_number, m.neighbour_number
),
strongest_of AS (
  SELECT customer_number, max(strength) AS strength_max FROM met GROUP BY customer_number
),
weighed AS (
  SELECT h.customer_number, i.category, CAST(sum(h.weight_micro) AS BIGINT) AS weight_micro
  FROM shard_history h
  JOIN items i ON i.item_number = h.item_number
  GROUP BY h.customer_number, i.category
),
categories AS (
  SELECT
    customer_number,
    category,
    weight_micro,
    max(weight_micro) OVER (PARTITION BY customer_number) AS weight_max,
    row_number() OVER (PARTITION BY customer_number ORDER BY weight_micro DESC, category) AS place
  FROM weighed
),
-- A source's number stands after its score: the higher score wins, then content before popular, segment and similar.
proposals AS (
  SELECT
    m.customer_number,
    m.neighbour_number AS item_number,
    CAST(0 AS BIGINT) AS source,
    CAST(round(s.similar_weight * (m.strength / CAST(t.strength_max AS DOUBLE))) AS BIGINT) AS score_micro,
    m.strongest
  FROM met m
  JOIN strongest_of t ON t.customer_number = m.customer_number
  CROSS JOIN settings s
  WHERE m.strength >= s.strength_share_min * t.strength_max
  UNION ALL
  SELECT
    g.customer_number,
    p.item_number,
    CAST(3 AS BIGINT) AS source,
    CAST(round(s.content_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE)) * (g.weight_micro
      / CAST(g.weight_max AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM categories g
  JOIN category_popularity p ON p.category = g.category
  CROSS JOIN settings s
  WHERE g.place <= s.categories_max
  UNION ALL
  SELECT
    c.customer_number,
    p.item_number,
    CAST(1 AS BIGINT) AS source,
    CAST(round(s.segment_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM shard_customers c
  JOIN segment_popularity p ON p.segment = c.segment
  CROSS JOIN settings s
  UNION ALL
  SELECT
    c.customer_number,
    p.item_number,
    CAST(2 AS BIGINT) AS source,
    CAST(round(s.popular_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM shard_customers c
  JOIN segment_popularity p ON p.segment = ''
  CROSS JOIN settings s
)
SELECT
  p.customer_number,
  p.item_number,
  max(p.score_micro * 4 + p.source) AS best_source,
  max(p.strongest) AS strongest,
  CAST(sum(p.score_micro) AS BIGINT) AS blended_micro
FROM proposals p
WHERE p.score_micro > 0
GROUP BY p.customer_number, p.item_number
