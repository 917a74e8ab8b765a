-- What anybody met, by a number: pairs of numbers are quicker to count than pairs of texts.
SELECT item_id, CAST(row_number() OVER (ORDER BY item_id) AS INTEGER) AS past_number
FROM (SELECT DISTINCT item_id FROM past_affinity) met
