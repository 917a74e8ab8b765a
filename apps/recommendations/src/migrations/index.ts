import { Recommendations1764000000001 } from './1-recommendations.js';
import { Access1764000000002 } from './2-access.js';
import { Failures1764000000003 } from './3-failures.js';
import { PopularItems1764000000004 } from './4-popular-items.js';
import { Exposures1764000000005 } from './5-exposures.js';
import { LoansAndClicks1764000000006 } from './6-loans-and-clicks.js';
import { Quality1764000000007 } from './7-quality.js';
import { Models1764000000008 } from './8-models.js';
import { Ages1764000000009 } from './9-ages.js';
import { Shards1764000000010 } from './10-shards.js';

export const recommendationsMigrations = [
  Recommendations1764000000001,
  Access1764000000002,
  Failures1764000000003,
  PopularItems1764000000004,
  Exposures1764000000005,
  LoansAndClicks1764000000006,
  Quality1764000000007,
  Models1764000000008,
  Ages1764000000009,
  Shards1764000000010,
];
