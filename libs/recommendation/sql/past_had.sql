-- What each customer has.
SELECT customer_number, past_number
FROM past_history
WHERE meetings > 0
ORDER BY customer_number
