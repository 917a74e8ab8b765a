import { Review1764000000001 } from './1-review.js';
import { Unscored1764000000002 } from './2-unscored.js';

export const reviewMigrations = [Review1764000000001, Unscored1764000000002];
