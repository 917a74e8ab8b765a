SELECT item_id, item_number, CAST(count(*) AS BIGINT) AS customers
FROM history
GROUP BY item_id, item_number
