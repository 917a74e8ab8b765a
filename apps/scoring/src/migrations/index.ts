import { Scoring1764000000001 } from './1-scoring.js';
import { Memory1764000000002 } from './2-memory.js';
import { Models1764000000003 } from './3-models.js';
import { Rules1764000000004 } from './4-rules.js';
import { Bundles1764000000005 } from './5-bundles.js';
import { Audit1764000000006 } from './6-audit.js';
import { DriftReports1764000000007 } from './7-drift-reports.js';

export const scoringMigrations = [
  Scoring1764000000001,
  Memory1764000000002,
  Models1764000000003,
  Rules1764000000004,
  Bundles1764000000005,
  Audit1764000000006,
  DriftReports1764000000007,
];
