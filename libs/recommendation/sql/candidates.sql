-- What each source proposes to the customers of one shard who may be offered anything, without what they have. Each
-- source's best proposal is worth its weight; a customer and an item have one row, with the strongest source.
WITH shard_customers AS (
  SELECT p.customer_number, p.segment
  FROM people p
  JOIN settings s ON p.shard = s.shard
  WHERE p.may_be_offered
),
shard_recent AS (
  SELECT r.customer_number, r.item_number, r.past_number, r.meetings, r.weight_micro
  FROM recent r
  JOIN shard_customers c ON c.customer_number = r.customer_number
  CROSS JOIN settings s
  WHERE r.place <= s.profile_max
),
weighed AS (
  SELECT h.customer_number, h.category_number, CAST(sum(h.weight_micro) AS BIGINT) AS weight_micro
  FROM (
    SELECT p.customer_number, o.category_number, p.weight_micro
    FROM past_profile p
    JOIN shard_customers c ON c.customer_number = p.customer_number
    JOIN offered o ON o.past_number = p.past_number
    UNION ALL
    SELECT r.customer_number, o.category_number, r.weight_micro
    FROM shard_recent r
    JOIN offered o ON o.item_number = r.item_number
  ) h
  GROUP BY h.customer_number, h.category_number
),
categories AS (
  SELECT
    customer_number,
    category_number,
    weight_micro,
    max(weight_micro) OVER (PARTITION BY customer_number) AS weight_max,
    row_number() OVER (PARTITION BY customer_number ORDER BY weight_micro DESC, category_number) AS place
  FROM weighed
),
proposals AS (
  SELECT p.customer_number, o.item_number, p.strength, p.strongest, CAST(0 AS INTEGER) AS best_source,
    CAST(0 AS INTEGER) AS score_micro
  FROM past_proposals p
  JOIN shard_customers c ON c.customer_number = p.customer_number
  JOIN offered o ON o.past_number = p.past_number
  UNION ALL
  SELECT
    r.customer_number,
    o.item_number,
    r.weight_micro * m.similarity_micro AS strength,
    CASE WHEN r.meetings = 0 THEN CAST(0 AS BIGINT)
      ELSE CAST(floor(r.weight_micro * m.similarity_micro / CAST(1000000 AS DOUBLE)) AS BIGINT) * 1048576
        + (1048575 - r.past_number) END AS strongest,
    CAST(0 AS INTEGER) AS best_source,
    CAST(0 AS INTEGER) AS score_micro
  FROM shard_recent r
  JOIN learnt_similarity m ON m.past_number = r.past_number
  JOIN offered o ON o.past_number = m.neighbour_number
  UNION ALL
  SELECT
    g.customer_number,
    p.item_number,
    CAST(0 AS BIGINT) AS strength,
    CAST(-1 AS BIGINT) AS strongest,
    CAST(round(s.content_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE)) * (g.weight_micro
      / CAST(g.weight_max AS DOUBLE))) AS INTEGER) * 4 + 3 AS best_source,
    CAST(round(s.content_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE)) * (g.weight_micro
      / CAST(g.weight_max AS DOUBLE))) AS INTEGER) AS score_micro
  FROM categories g
  JOIN category_popularity p ON p.category_number = g.category_number
  CROSS JOIN settings s
  WHERE g.place <= s.categories_max
  UNION ALL
  SELECT c.customer_number, f.item_number, CAST(0 AS BIGINT) AS strength, CAST(-1 AS BIGINT) AS strongest,
    f.best_source, f.score_micro
  FROM shard_customers c
  JOIN fallback f ON f.segment = c.segment
),
had AS (
  SELECT h.customer_number, o.item_number
  FROM past_had h
  JOIN shard_customers c ON c.customer_number = h.customer_number
  JOIN offered o ON o.past_number = h.past_number
),
gathered AS (
  SELECT
    p.customer_number,
    p.item_number,
    CAST(sum(p.strength) AS BIGINT) AS strength,
    max(p.strongest) AS strongest,
    max(p.best_source) AS best_source,
    CAST(sum(p.score_micro) AS INTEGER) AS score_micro
  FROM proposals p
  GROUP BY p.customer_number, p.item_number
),
lawful AS (
  SELECT g.customer_number, g.item_number, g.strength, g.strongest, g.best_source, g.score_micro
  FROM gathered g
  LEFT JOIN had h ON h.customer_number = g.customer_number AND h.item_number = g.item_number
  LEFT JOIN exclusions x ON x.customer_number = g.customer_number AND x.item_number = g.item_number
  WHERE h.customer_number IS NULL AND x.reason IS NULL
),
strongest_of AS (
  SELECT customer_number, max(strength) AS strength_max FROM lawful GROUP BY customer_number
),
scored AS (
  SELECT
    l.customer_number,
    l.item_number,
    l.strongest,
    l.best_source,
    l.score_micro,
    CASE WHEN l.strength > 0 AND l.strength >= s.strength_share_min * t.strength_max
      THEN CAST(round(s.similar_weight * (l.strength / CAST(t.strength_max AS DOUBLE))) AS INTEGER)
      ELSE CAST(0 AS INTEGER) END AS similar_micro
  FROM lawful l
  JOIN strongest_of t ON t.customer_number = l.customer_number
  CROSS JOIN settings s
)
SELECT
  c.customer_number,
  c.item_number,
  greatest(c.best_source, c.similar_micro * 4) AS best_source,
  c.strongest,
  c.score_micro + c.similar_micro AS blended_micro
FROM scored c
WHERE c.score_micro + c.similar_micro > 0
