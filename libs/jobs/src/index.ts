export { cronSetting } from './cron-setting.js';
export { jobsSchemaOf, migrateJobs } from './jobs-tables.js';
export { ScheduledJob } from './scheduled-job.js';
