-- Who must not be offered what, and why; an empty item stands for everything. All reasons are kept, not the first one.
SELECT customer_id, '' AS item_id, 'no_consent' AS reason FROM customers WHERE NOT has_consent
UNION ALL
SELECT customer_id, '' AS item_id, 'suppressed' AS reason FROM customers WHERE is_suppressed
UNION ALL
SELECT c.customer_id, i.item_id, 'in_arrears' AS reason
FROM customers c CROSS JOIN items i WHERE i.is_credit AND c.is_in_arrears
UNION ALL
SELECT c.customer_id, i.item_id, 'vulnerable' AS reason
FROM customers c CROSS JOIN items i WHERE i.is_credit AND c.is_vulnerable
UNION ALL
SELECT c.customer_id, i.item_id, 'not_affordable' AS reason
FROM customers c CROSS JOIN items i WHERE i.is_credit AND NOT c.is_affordable
UNION ALL
SELECT d.customer_id, d.item_id, 'cooling_off' AS reason
FROM declines d CROSS JOIN settings s
WHERE d.declined_at_ms > s.as_of_ms - s.cooling_off_days * CAST(86400000 AS BIGINT)
GROUP BY d.customer_id, d.item_id
UNION ALL
SELECT x.customer_id, x.item_id, 'frequency_cap' AS reason
FROM exposures x CROSS JOIN settings s
WHERE x.shown >= s.exposures_max
UNION ALL
SELECT a.customer_id, a.item_id, 'had_already' AS reason
FROM affinity a WHERE a.meetings > 0
