-- What stands for each category: its most popular items, and those that nobody has yet, by their names.
WITH ranked AS (
  SELECT
    o.category_number,
    o.item_number,
    CAST(round(1000000 * (n.customers + 1) / CAST(max(n.customers + 1) OVER (PARTITION BY o.category_number) AS DOUBLE))
      AS BIGINT) AS popularity_micro,
    row_number() OVER (PARTITION BY o.category_number ORDER BY n.customers DESC, o.item_number) AS place
  FROM offered o
  JOIN item_customers n ON n.item_number = o.item_number
)
SELECT ranked.category_number, ranked.item_number, ranked.popularity_micro
FROM ranked
CROSS JOIN settings s
WHERE ranked.place <= s.list_length
