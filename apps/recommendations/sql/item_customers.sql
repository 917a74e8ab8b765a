SELECT item_id, CAST(count(*) AS BIGINT) AS customers
FROM history
GROUP BY item_id
