-- The lists of one shard: what is lawful, no item to nearly everybody, no category over and over.
WITH lawful AS (
  SELECT c.customer_id, c.item_id, c.source, c.blended_micro, c.strongest, i.category, i.title
  FROM candidates c
  JOIN items i ON i.item_id = c.item_id
  LEFT JOIN exclusions x ON x.customer_id = c.customer_id AND x.item_id = c.item_id
  LEFT JOIN exclusions w ON w.customer_id = c.customer_id AND w.item_id = ''
  WHERE c.source_place = 1 AND x.reason IS NULL AND w.reason IS NULL
),
shard_size AS (
  SELECT count(*) AS customers FROM customers c JOIN settings s ON c.shard = s.shard
),
capped AS (
  SELECT
    l.customer_id,
    l.item_id,
    l.source,
    l.blended_micro,
    l.strongest,
    l.title,
    row_number() OVER (PARTITION BY l.item_id ORDER BY l.blended_micro DESC, l.customer_id) AS item_place,
    row_number() OVER (PARTITION BY l.customer_id, l.category ORDER BY l.blended_micro DESC, l.item_id) AS category_place
  FROM lawful l
),
ranked AS (
  SELECT
    c.customer_id,
    c.item_id,
    c.source,
    c.blended_micro,
    c.strongest,
    c.title,
    row_number() OVER (PARTITION BY c.customer_id ORDER BY c.blended_micro DESC, c.item_id) AS place
  FROM capped c
  CROSS JOIN settings s
  CROSS JOIN shard_size z
  WHERE c.category_place <= s.category_max AND c.item_place <= greatest(1, ceil(s.item_share_max * z.customers))
)
SELECT
  r.customer_id,
  CAST(r.place AS INTEGER) AS place,
  r.item_id,
  r.blended_micro AS score_micro,
  r.source,
  b.item_id AS because_item_id,
  CASE
    WHEN r.source = 'similar' AND b.item_id IS NULL THEN 'Like what you looked at'
    WHEN r.source = 'similar' THEN concat('Because you use ', b.title)
    WHEN r.source = 'content' THEN 'Like what you use most'
    WHEN r.source = 'segment' THEN 'Popular with customers like you'
    ELSE 'Popular with our customers'
  END AS reason
FROM ranked r
CROSS JOIN settings s
LEFT JOIN items b ON b.item_number = CASE WHEN r.source = 'similar' THEN 1048575 - r.strongest % 1048576 ELSE -1 END
WHERE r.place <= s.list_length
