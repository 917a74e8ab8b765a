-- Who must not be offered what, and why; item -1 stands for everything. All reasons are kept, not the first one.
SELECT p.customer_number, -1 AS item_number, 'no_consent' AS reason
FROM customers c JOIN people p ON p.customer_id = c.customer_id WHERE NOT c.has_consent
UNION ALL
SELECT p.customer_number, -1 AS item_number, 'suppressed' AS reason
FROM customers c JOIN people p ON p.customer_id = c.customer_id WHERE c.is_suppressed
UNION ALL
SELECT p.customer_number, i.item_number, 'in_arrears' AS reason
FROM customers c JOIN people p ON p.customer_id = c.customer_id CROSS JOIN items i WHERE i.is_credit AND c.is_in_arrears
UNION ALL
SELECT p.customer_number, i.item_number, 'vulnerable' AS reason
FROM customers c JOIN people p ON p.customer_id = c.customer_id CROSS JOIN items i WHERE i.is_credit AND c.is_vulnerable
UNION ALL
SELECT p.customer_number, i.item_number, 'not_affordable' AS reason
FROM customers c JOIN people p ON p.customer_id = c.customer_id CROSS JOIN items i
WHERE i.is_credit AND NOT c.is_affordable
UNION ALL
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
SELECT p.customer_number, i.item_number, 'had_already' AS reason
FROM affinity a
JOIN people p ON p.customer_id = a.customer_id
JOIN items i ON i.item_id = a.item_id
WHERE a.meetings > 0
