-- How many customers have each item.
SELECT o.item_number, CAST(max(o.past_customers) + count(r.item_number) AS BIGINT) AS customers
FROM offered o
LEFT JOIN recent r ON r.item_number = o.item_number AND r.is_first
GROUP BY o.item_number
