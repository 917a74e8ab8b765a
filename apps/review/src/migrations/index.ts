import { Review1764000000001 } from './1-review.js';
import { Unscored1764000000002 } from './2-unscored.js';
import { Cancelled1764000000003 } from './3-cancelled.js';
import { Audit1764000000004 } from './4-audit.js';
import { Queue1764000000005 } from './5-queue.js';
import { Statistics1764000000020 } from './20-statistics.js';
import { VerdictAnswers1764000000021 } from './21-verdict-answers.js';
import { QueueNotices1764000000022 } from './22-queue-notices.js';
import { Information1764000000030 } from './30-information.js';
import { TagsAndViews1764000000031 } from './31-tags-and-views.js';
import { AccountOwners1764000000032 } from './32-account-owners.js';
import { Alike1764000000033 } from './33-alike.js';
import { Origins1764000000034 } from './34-origins.js';
import { Merged1764000000035 } from './35-merged.js';
import { Files1764000000036 } from './36-files.js';
import { SecondLooks1764000000037 } from './37-second-looks.js';
import { Cursors1764000000038 } from './38-cursors.js';
import { Parties1764000000023 } from './23-parties.js';

export const reviewMigrations = [
  Review1764000000001,
  Unscored1764000000002,
  Cancelled1764000000003,
  Audit1764000000004,
  Queue1764000000005,
  Statistics1764000000020,
  VerdictAnswers1764000000021,
  QueueNotices1764000000022,
  Parties1764000000023,
  Information1764000000030,
  TagsAndViews1764000000031,
  AccountOwners1764000000032,
  Alike1764000000033,
  Origins1764000000034,
  Merged1764000000035,
  Files1764000000036,
  SecondLooks1764000000037,
  Cursors1764000000038,
];
