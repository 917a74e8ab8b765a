-- Which single items must not be offered to whom, and why; all reasons are kept, not the first one.
SELECT p.customer_number, i.item_number, 'cooling_off' AS reason
FROM declines d
JOIN people p ON p.customer_id = d.customer_id
JOIN items i ON i.item_id = d.item_id
CROSS JOIN settings s
WHERE d.declined_at_ms > s.as_of_ms - s.cooling_off_days * CAST(86400000 AS BIGINT)
GROUP BY p.customer_number, i.item_number
UNION ALL
SELECT p.customer_number, i.item_number, 'frequency_cap' AS reason
FROM exposures x
JOIN people p ON p.customer_id = x.customer_id
JOIN items i ON i.item_id = x.item_id
CROSS JOIN settings s
WHERE x.shown >= s.exposures_max
UNION ALL
SELECT customer_number, item_number, 'had_already' AS reason
FROM recent
WHERE is_first
