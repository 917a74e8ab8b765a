-- Today's items, with the numbers under which was learnt of them.
SELECT
  i.item_number,
  p.past_number,
  i.item_id,
  i.title,
  CAST(dense_rank() OVER (ORDER BY i.category) AS INTEGER) AS category_number,
  i.is_credit,
  i.age_min,
  coalesce(p.customers, 0) AS past_customers
FROM items i
LEFT JOIN past_items p ON p.item_id = i.item_id
