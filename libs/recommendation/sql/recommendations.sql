-- The lists of one shard: no credit to whom it is not lawful to offer, nothing to the too young, no item to nearly everybody, no category over and over.
WITH lawful AS (
  SELECT c.customer_number, c.item_number, c.best_source, c.blended_micro, c.strongest, o.category_number
  FROM candidates c
  JOIN offered o ON o.item_number = c.item_number
  JOIN people p ON p.customer_number = c.customer_number
  WHERE (p.may_have_credit OR NOT o.is_credit) AND o.age_min <= p.age
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
    row_number() OVER (PARTITION BY l.customer_number, l.category_number ORDER BY l.blended_micro DESC, l.item_number)
      AS category_place,
    o.item_number AS overflowing
  FROM lawful l
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
    WHEN r.source = 0 AND b.item_id IS NOT NULL THEN concat('Because you use ', b.title)
    WHEN r.source = 0 AND r.strongest = 0 THEN 'Like what you looked at'
    WHEN r.source = 0 OR r.source = 3 THEN 'Like what you use most'
    WHEN r.source = 1 THEN 'Popular with customers like you'
    ELSE 'Popular with our customers'
  END AS reason
FROM ranked r
CROSS JOIN settings s
JOIN people p ON p.customer_number = r.customer_number
JOIN offered i ON i.item_number = r.item_number
LEFT JOIN offered b ON b.past_number = CASE WHEN r.source = 0 THEN 1048575 - r.strongest % 1048576 ELSE -1 END
WHERE r.place <= s.list_length
