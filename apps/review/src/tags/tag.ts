import { z } from 'zod';

/** A word or two that marks a case; lower case, so that one thing has one tag. */
export const tagSchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9 _-]{0,38}[a-z0-9])?$/,
    'must be 1 to 40 small letters, digits, blanks, - or _, without a blank at its ends',
  );
