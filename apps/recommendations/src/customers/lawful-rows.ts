/**
 * Whether a row `r` of a list may be offered by the facts of this moment, to the customer `c`; `i` is its item in the
 * catalogue, or nothing of a shop beside it. A part of a statement; null of a customer who is not known.
 */
export const isOfferable = `
  c.has_consent AND NOT c.is_suppressed AND NOT coalesce(i.is_withdrawn, false)
      AND coalesce(i.age_from, 0) <= age_of(c.born_on)
      AND NOT ((r.is_credit OR coalesce(i.is_credit, false)) AND (c.is_in_arrears OR c.is_vulnerable OR NOT c.is_affordable))`;
