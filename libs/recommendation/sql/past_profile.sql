-- The strongest items of each customer.
SELECT h.customer_number, h.past_number, h.meetings, h.weight_micro
FROM past_history h
CROSS JOIN settings s
WHERE h.place <= s.profile_max AND h.weight_micro > 0
ORDER BY h.customer_number
