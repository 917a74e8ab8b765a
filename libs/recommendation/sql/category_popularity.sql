-- What stands for each category: its most popular items, and those that nobody has yet, by their names.
WITH ranked AS (
  SELECT
    i.category,
    i.item_id,
    CAST(round(1000000 * (coalesce(n.customers, 0) + 1)
      / CAST(max(coalesce(n.customers, 0) + 1) OVER (PARTITION BY i.category) AS DOUBLE)) AS BIGINT) AS popularity_micro,
    row_number() OVER (PARTITION BY i.category ORDER BY coalesce(n.customers, 0) DESC, i.item_id) AS place
  FROM items i
  LEFT JOIN item_customers n ON n.item_id = i.item_id
)
SELECT ranked.category, ranked.item_id, ranked.popularity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.list_length
