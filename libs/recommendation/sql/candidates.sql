-- What each source proposes to the customers of one shard. Each source's best proposal is worth its weight.
WITH shard_customers AS (
  SELECT c.customer_id, c.segment, row_number() OVER (ORDER BY c.customer_id) AS customer_number
  FROM customers c
  JOIN settings s ON c.shard = s.shard
),
shard_history AS (
  SELECT c.customer_number, h.item_number, h.meetings, h.weight_micro
  FROM shard_customers c
  JOIN history h ON h.customer_id = c.customer_id
),
-- The strongest neighbour travels in one number with its contribution: the larger contribution wins, then the lower item.
-- What was only opened is nobody's reason: 0 stands for it.
numbered AS (
  SELECT
    h.customer_number,
    m.neighbour_number,
    CAST(sum(h.weight_micro * m.similarity_micro) AS BIGINT) AS strength,
    max(CASE WHEN h.meetings = 0 THEN CAST(0 AS BIGINT)
      ELSE CAST(floor(h.weight_micro * m.similarity_micro / CAST(1000000 AS DOUBLE)) AS BIGINT) * 1048576
        + (1048575 - h.item_number) END) AS strongest
  FROM shard_history h
  JOIN similarity m ON m.item_number = h.item_number
  GROUP BY h.customer_number, m.neighbour_number
),
-- So many are left when the customer's own items, what is not lawful and what the caps cut are taken out.
nearest AS (
  SELECT
    customer_number,
    neighbour_number,
    strength,
    strongest,
    max(strength) OVER (PARTITION BY customer_number) AS strength_max,
    row_number() OVER (PARTITION BY customer_number ORDER BY strength DESC, neighbour_number) AS place
  FROM numbered
),
neighbours AS (
  SELECT c.customer_id, i.item_id, n.strength, n.strongest, n.strength_max
  FROM nearest n
  JOIN shard_customers c ON c.customer_number = n.customer_number
  JOIN items i ON i.item_number = n.neighbour_number
  CROSS JOIN settings s
  WHERE n.place <= s.candidates_max
),
categories AS (
  SELECT h.customer_id, i.category, CAST(sum(h.weight_micro) AS BIGINT) AS weight_micro
  FROM shard_customers c
  JOIN history h ON h.customer_id = c.customer_id
  JOIN items i ON i.item_id = h.item_id
  GROUP BY h.customer_id, i.category
),
proposals AS (
  SELECT
    n.customer_id,
    n.item_id,
    'similar' AS source,
    CAST(round(s.similar_weight * (n.strength / CAST(n.strength_max AS DOUBLE))) AS BIGINT) AS score_micro,
    n.strongest
  FROM neighbours n CROSS JOIN settings s
  UNION ALL
  SELECT
    g.customer_id,
    p.item_id,
    'content' AS source,
    CAST(round(s.content_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE)) * (g.weight_micro
      / CAST(max(g.weight_micro) OVER (PARTITION BY g.customer_id) AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM categories g
  JOIN category_popularity p ON p.category = g.category
  CROSS JOIN settings s
  UNION ALL
  SELECT
    c.customer_id,
    p.item_id,
    'segment' AS source,
    CAST(round(s.segment_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM shard_customers c
  JOIN segment_popularity p ON p.segment = c.segment
  CROSS JOIN settings s
  UNION ALL
  SELECT
    c.customer_id,
    p.item_id,
    'popular' AS source,
    CAST(round(s.popular_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS BIGINT) AS score_micro,
    CAST(-1 AS BIGINT) AS strongest
  FROM shard_customers c
  JOIN segment_popularity p ON p.segment = ''
  CROSS JOIN settings s
)
SELECT
  p.customer_id,
  p.item_id,
  p.source,
  p.score_micro,
  p.strongest,
  row_number() OVER (PARTITION BY p.customer_id, p.item_id ORDER BY p.score_micro DESC, p.source) AS source_place,
  CAST(sum(p.score_micro) OVER (PARTITION BY p.customer_id, p.item_id) AS BIGINT) AS blended_micro
FROM proposals p
WHERE p.score_micro > 0
