-- What anybody met, by a number, and how many customers have it.
SELECT
  item_id,
  CAST(row_number() OVER (ORDER BY item_id) AS INTEGER) AS past_number,
  CAST(sum(payments) AS BIGINT) AS payments,
  CAST(sum(CASE WHEN meetings > 0 THEN 1 ELSE 0 END) AS BIGINT) AS customers
FROM past_affinity
GROUP BY item_id
