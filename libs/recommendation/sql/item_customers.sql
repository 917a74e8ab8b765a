SELECT item_id, item_number, CAST(count(*) AS BIGINT) AS customers
FROM history
WHERE meetings > 0
GROUP BY item_id, item_number
