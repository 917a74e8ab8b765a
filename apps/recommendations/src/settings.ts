import { z } from 'zod';
import { cronSetting } from '@paymo/jobs';
import { consoleOriginSetting, serviceSettings } from '@paymo/platform';

export const recommendationsSettings = serviceSettings.extend({
  /** Folder of the events, as Parquet by day, and of a run's working files. */
  EVENTS_DIR: z.string().min(1).default('.paymo/recommendations'),
  /** Bucket of an S3-compatible store that holds the events instead of the folder: `s3://bucket/path`. */
  EVENTS_STORE: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/\S*)?$/, 'must be s3://bucket/path')
    .optional(),
  /** Where the store is; AWS's own when absent. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  /** Folder of the portable SQL. */
  BATCH_SQL_DIR: z.string().min(1).default('libs/recommendation/sql'),
  /** What runs the portable SQL; both write the same rows. */
  BATCH_ENGINE: z.enum(['duckdb', 'spark']).default('duckdb'),
  /** Where Spark runs: `local[N]`, `spark://host:port`, `k8s://…` or `yarn`. */
  SPARK_MASTER: z.string().min(1).default('local[*]'),
  /** A Python with the packages of `libs/recommendation/spark/requirements.txt`. */
  SPARK_PYTHON: z.string().min(1).default('python3'),
  /** The program that is submitted. */
  SPARK_PROGRAM: z.string().min(1).default('libs/recommendation/spark/run_batch.py'),
  /** What DuckDB may use before it spills to disk. */
  BATCH_MEMORY: z
    .string()
    .regex(/^\d+(MB|GB)$/, 'must be a size such as 4GB')
    .default('2GB'),
  /** Customers are worked on in so many parts: a crash loses the part at hand. */
  BATCH_SHARDS: z.coerce.number().int().min(1).max(1024).default(8),
  CONSOLE_ORIGIN: consoleOriginSetting,
  /** When the nightly run starts: a cron pattern in UTC, with or without seconds. */
  NIGHTLY_RUN_AT: cronSetting.default('0 3 * * *'),
  /** Share of the customers whose first place is drawn, so that other rankings can be judged by what came of it. */
  EXPLORATION_SHARE: z.coerce.number().min(0).max(1).default(0.05),
});
export type RecommendationsSettings = z.infer<typeof recommendationsSettings>;

/** Injection token of the service's settings. */
export const SETTINGS = Symbol('settings');
