-- The lists of one shard: what is lawful, no item to nearly everybody, no category over and over.
WITH shard_exclusions AS (
  SELECT x.customer_number, x.item_number, x.reason
  FROM exclusions x
  JOIN people p ON p.customer_number = x.customer_number
  JOIN settings s ON p.shard = s.shard
),
lawful AS (
  SELECT c.customer_number, c.item_number, c.best_source, c.blended_micro, c.strongest
  FROM candidates c
  LEFT JOIN shard_exclusions x ON x.customer_number = c.customer_number AND x.item_number = c.item_number
  WHERE x.reason IS NULL
),
item_cap AS (
  SELECT greatest(1, ceil(max(s.item_share_max) * count(*))) AS customers_max
  FROM customers c
  JOIN settings s ON c.shard = s.shard
),
crowded AS (
  SELECT l.item_number
  FROM lawful l
  CROSS JOIN item_cap m
  GROUP BY l.item_number
  HAVING count(*) > max(m.customers_max)
),
overflow AS (
  SELECT placed.customer_number, placed.item_number
  FROM (
    SELECT
      l.customer_number,
      l.item_number,
      row_number() OVER (PARTITION BY l.item_number ORDER BY l.blended_micro DESC, l.customer_number) AS item_place
    FROM lawful l
    JOIN crowded w ON w.item_number = l.item_number
  ) placed
  CROSS JOIN item_cap m
  WHERE placed.item_place > m.customers_max
),
in_category AS (
  SELECT
    l.customer_number,
    l.item_number,
    l.best_source,
    l.blended_micro,
    l.strongest,
    i.title,
    row_number() OVER (PARTITION BY l.customer_number, i.category ORDER BY l.blended_micro DESC, l.item_number)
      AS category_place,
    o.item_number AS overflowing
  FROM lawful l
  JOIN items i ON i.item_number = l.item_number
  LEFT JOIN overflow o ON o.customer_number = l.customer_number AND o.item_number = l.item_number
),
ranked AS (
  SELECT
    c.customer_number,
    c.item_number,
    c.best_source % 4 AS source,
    c.blended_micro,
    c.strongest,
    row_number() OVER (PARTITION BY c.customer_number ORDER BY c.blended_micro DESC, c.item_number) AS place
  FROM in_category c
  CROSS JOIN settings s
  WHERE c.category_place <= s.category_max AND c.overflowing IS NULL
)
SELECT
  p.customer_id,
  CAST(r.place AS INTEGER) AS place,
  i.item_id,
  r.blended_micro AS score_micro,
  CASE r.source WHEN 0 THEN 'similar' WHEN 3 THEN 'content' WHEN 1 THEN 'segment' ELSE 'popular' END AS source,
  b.item_id AS because_item_id,
  CASE
    WHEN r.source = 0 AND b.item_id IS NULL THEN 'Like what you looked at'
    WHEN r.source = 0 THEN concat('Because you use ', b.title)
    WHEN r.source = 3 THEN 'Like what you use most'
    WHEN r.source = 1 THEN 'Popular with customers like you'
    ELSE 'Popular with our customers'
  END AS reason
FROM ranked r
CROSS JOIN settings s
JOIN people p ON p.customer_number = r.customer_number
JOIN items i ON i.item_number = r.item_number
LEFT JOIN items b ON b.item_number = CASE WHEN r.source = 0 THEN 1048575 - r.strongest % 1048576 ELSE -1 END
WHERE r.place <= s.list_length
