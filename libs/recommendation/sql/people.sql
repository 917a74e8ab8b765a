-- Everybody who met anything or may be offered anything, by the number under which was learnt of them or one above those.
-- The shard and the segment are empty for whom we do not know.
WITH everybody AS (
  SELECT customer_id FROM customers
  UNION
  SELECT customer_id FROM past_people
  UNION
  SELECT e.customer_id FROM events e CROSS JOIN settings s WHERE e.occurred_at_ms >= s.learnt_until_ms
),
known AS (
  SELECT
    e.customer_id,
    p.customer_number,
    c.shard,
    c.segment,
    coalesce(c.has_consent AND NOT c.is_suppressed, false) AS may_be_offered,
    coalesce(c.is_affordable AND NOT c.is_in_arrears AND NOT c.is_vulnerable, false) AS may_have_credit,
    coalesce(c.age, 0) AS age
  FROM everybody e
  LEFT JOIN past_people p ON p.customer_id = e.customer_id
  LEFT JOIN customers c ON c.customer_id = e.customer_id
)
SELECT customer_id, customer_number, shard, segment, may_be_offered, may_have_credit, age
FROM known
WHERE customer_number IS NOT NULL
UNION ALL
SELECT
  k.customer_id,
  CAST(m.people + row_number() OVER (ORDER BY k.customer_id) AS INTEGER) AS customer_number,
  k.shard,
  k.segment,
  k.may_be_offered,
  k.may_have_credit,
  k.age
FROM known k
CROSS JOIN (SELECT count(*) AS people FROM past_people) m
WHERE k.customer_number IS NULL
