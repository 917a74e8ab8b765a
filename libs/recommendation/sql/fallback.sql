-- What a customer of a segment is offered whatever the customer did: by its segment and by everybody. A source's number
-- stands after its score: the higher score wins, then content before popular, segment and similar.
WITH segments AS (
  SELECT DISTINCT segment FROM people WHERE segment IS NOT NULL
),
proposals AS (
  SELECT p.segment, p.item_number, 1 AS source,
    CAST(round(s.segment_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS INTEGER) AS score_micro
  FROM segment_popularity p
  JOIN segments g ON g.segment = p.segment
  CROSS JOIN settings s
  UNION ALL
  SELECT g.segment, p.item_number, 2 AS source,
    CAST(round(s.popular_weight * (p.popularity_micro / CAST(1000000 AS DOUBLE))) AS INTEGER) AS score_micro
  FROM segments g
  CROSS JOIN segment_popularity p
  CROSS JOIN settings s
  WHERE p.segment = ''
)
SELECT segment, item_number, max(score_micro * 4 + source) AS best_source, CAST(sum(score_micro) AS INTEGER) AS score_micro
FROM proposals
WHERE score_micro > 0
GROUP BY segment, item_number
