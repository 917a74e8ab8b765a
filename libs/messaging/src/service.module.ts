import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource, type EntitySchema } from 'typeorm';
import { auditCheckpointed } from '@paymo/contracts';
import {
  AUDIT,
  Database,
  HealthController,
  type Logger,
  Metrics,
  Readiness,
  type ServiceSettings,
} from '@paymo/platform';
import { AuditKeeper } from './audit-keeper.js';
import { BatchIntake } from './batch-intake.js';
import { KafkaCluster } from './kafka-cluster.js';
import { Outbox } from './outbox.js';
import { OutboxPublisher } from './outbox-publisher.js';

/** Injection token of the service's logger. */
export const LOGGER = Symbol('logger');

export interface ServiceOptions {
  readonly service: string;
  readonly settings: ServiceSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Topics that the service writes to. */
  readonly produces: readonly string[];
  /** How long events may wait for company; 0 for a service on whose answer a customer waits. */
  readonly patienceMs?: number;
  readonly entities: readonly (new () => object)[] | readonly EntitySchema[];
}

const checkStatement = { name: 'ready', text: 'SELECT 1' };

/** What every service stands on: its logger, metrics, database, outbox and Kafka intake. */
@Module({})
export class ServiceModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AUDIT) private readonly audit: AuditKeeper,
  ) {}

  static forRoot(options: ServiceOptions): DynamicModule {
    const { service, settings, logger, metrics } = options;
    const { database, publisher, intake } = makeMessaging(options);
    const outbox = new Outbox(database, publisher, service);
    const readiness = new Readiness();
    readiness.add('database', async () => {
      await database.query(checkStatement, []);
      return null;
    });
    readiness.add('kafka', () => intake.fault());

    const providers = [
      { provide: LOGGER, useValue: logger },
      { provide: Metrics, useValue: metrics },
      { provide: Readiness, useValue: readiness },
      { provide: Database, useValue: database },
      { provide: Outbox, useValue: outbox },
      {
        provide: AUDIT,
        useValue: new AuditKeeper(service, database, outbox, logger, settings.AUDIT_KEY_FILE),
      },
      { provide: BatchIntake, useValue: intake },
      {
        provide: DataSource,
        useFactory: () =>
          new DataSource({
            type: 'postgres',
            url: settings.DATABASE_URL,
            entities: [...options.entities],
            extra: { max: 4 },
          }).initialize(),
      },
    ];
    return {
      module: ServiceModule,
      global: true,
      providers,
      exports: providers,
      controllers: [HealthController],
    };
  }

  /** While Kafka is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.audit.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.close();
  }
}

function makeMessaging(options: ServiceOptions): {
  database: Database;
  publisher: OutboxPublisher;
  intake: BatchIntake;
} {
  const { service, settings, logger } = options;
  const cluster = new KafkaCluster(
    {
      brokers: settings.KAFKA_BROKERS,
      prefix: settings.KAFKA_PREFIX,
      clientId: `paymo-${service}`,
      partitions: settings.KAFKA_PARTITIONS,
    },
    logger,
  );
  const database = new Database(settings.DATABASE_URL, logger);
  const publisher = new OutboxPublisher(cluster, database, logger);
  const intake = new BatchIntake({
    service,
    cluster,
    database,
    publisher,
    logger,
    batchMax: settings.BATCH_MAX,
    commitEachBatch: settings.KAFKA_COMMIT_EACH_BATCH,
    produces: [...options.produces, auditCheckpointed.topic],
    patienceMs: options.patienceMs ?? 0,
  });
  return { database, publisher, intake };
}
