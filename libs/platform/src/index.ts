export { accessOf, Needs, Public } from './access/access.guard.js';
export { type Caller, callerOf, FromCaller, reaches } from './access/caller.js';
export { type LimitName, tellLimits, type Told } from './access/limit-headers.js';
export { type Taken, Throttle } from './access/throttle.js';
export { rights, type Role, roles } from './access/rights.js';
export { AlsoAnswersAs, Answers, Fails, TakesIdempotencyKey, TakesWait } from './api/answers.js';
export { assertMatches, entityTag, matches, TakesIfMatch, TakesIfNoneMatch } from './api/entity-tags.js';
export type { ApiFacts } from './api/api-description.js';
export { printDescription } from './api/print-description.js';
export { arrayLiteral } from './array-literal.js';
export { Database, isTransient, type Transaction } from './database.js';
export { continueTrace } from './trace-context.js';
export { DatabaseNotices } from './database-notices.js';
export { errorIndexPage, errorPage } from './error-page.js';
export { HealthController } from './health.controller.js';
export { idempotencyKeyOf, scopedKey } from './idempotency-key.js';
export { newId, publicId, publicIdSchema, publicIdTextSchema } from './ids.js';
export { createLogger, type Logger } from './logger.js';
export { type Counter, type Gauge, type Histogram, Metrics } from './metrics.js';
export { PeriodicWork } from './periodic-work.js';
export { type ErrorCode, errorKinds, type FieldFault, PaymoError } from './paymo-error.js';
export { onceClosed, openEventStream, writeEvent } from './event-stream.js';
export { problemMediaType, problemOf } from './problem.js';
export { Readiness } from './readiness.js';
export { createHttpApp } from './http-app.js';
export { failStart, runService } from './run-service.js';
export { AUDIT, type StaffAct } from './access/staff-audit.js';
export {
  loadSettings,
  type ServiceSettings,
  serviceSettings,
  consoleOriginSetting,
  settingFlag,
} from './settings.js';
export { type SqlValue, type Statement } from './statement-batch.js';
export { plainTextSchema, textSchema, timeSchema } from './text.js';
export { TakesXml, xmlTextSchema } from './xml-bodies.js';
export { type ReportBar, reportBars, reportPage, reportTable } from './html-report.js';
export { Cursors } from './paging/cursors.js';
export { AnswersPage } from './paging/next-link.js';
export { type Page, type PageQuery, pageQuery, pageSchema } from './paging/page.js';
