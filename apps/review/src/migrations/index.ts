import { Review1764000000001 } from './1-review.js';

export const reviewMigrations = [Review1764000000001];
