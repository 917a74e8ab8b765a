SELECT item_number, CAST(count(*) AS BIGINT) AS customers
FROM history
WHERE meetings > 0
GROUP BY item_number
