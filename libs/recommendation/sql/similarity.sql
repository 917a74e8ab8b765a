-- What was learnt of the items that may still be offered.
SELECT i.item_number, n.item_number AS neighbour_number, l.similarity_micro
FROM learnt_similarity l
JOIN items i ON i.item_id = l.item_id
JOIN items n ON n.item_id = l.neighbour_id
