import { Scoring1764000000001 } from './1-scoring.js';

export const scoringMigrations = [Scoring1764000000001];
