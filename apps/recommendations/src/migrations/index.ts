import { Recommendations1764000000001 } from './1-recommendations.js';

export const recommendationsMigrations = [Recommendations1764000000001];
