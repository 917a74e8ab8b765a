-- Who met anything, by a number: later steps are quicker with numbers than with texts. Numbers follow a hash, as shards do,
-- so that the customers of a shard lie together.
SELECT customer_id, CAST(row_number() OVER (ORDER BY md5(customer_id), customer_id) AS INTEGER) AS customer_number
FROM (SELECT DISTINCT customer_id FROM past_affinity) met
