import type { Statement } from '@paymo/platform';

/** Adds a tag; one that is there already stays once, and `$3` are the most that a case may have. */
export const addTag: Statement = {
  name: 'add_tag',
  text: `
    UPDATE cases SET tags = CASE WHEN $2 = ANY(tags) THEN tags ELSE array_append(tags, $2::text) END
    WHERE id = $1 AND ($2 = ANY(tags) OR cardinality(tags) < $3::int) RETURNING id`,
};

export const removeTag: Statement = {
  name: 'remove_tag',
  text: 'UPDATE cases SET tags = array_remove(tags, $2::text) WHERE id = $1 RETURNING id',
};

export const tagsInUse: Statement = {
  name: 'tags_in_use',
  text: `
    SELECT DISTINCT tag FROM cases, unnest(tags) AS tag WHERE status = 'open' AND tags <> '{}' ORDER BY tag LIMIT 200`,
};
