import { Recommendations1764000000001 } from './1-recommendations.js';
import { Access1764000000002 } from './2-access.js';

export const recommendationsMigrations = [Recommendations1764000000001, Access1764000000002];
