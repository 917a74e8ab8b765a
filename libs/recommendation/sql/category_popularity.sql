-- What stands for each category: its most popular items, and those that nobody has yet, by their names.
WITH ranked AS (
  SELECT
    i.category,
    i.item_number,
    CAST(round(1000000 * (coalesce(n.customers, 0) + 1)
      / CAST(max(coalesce(n.customers, 0) + 1) OVER (PARTITION BY i.category) AS DOUBLE)) AS BIGINT) AS popularity_micro,
    row_number() OVER (PARTITION BY i.category ORDER BY coalesce(n.customers, 0) DESC, i.item_number) AS place
  FROM items i
  LEFT JOIN item_customers n ON n.item_number = i.item_number
)
SELECT ranked.category, ranked.item_number, ranked.popularity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.list_length
