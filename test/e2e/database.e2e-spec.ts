import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPostgresBackend, withBackend } from 'bullmq';
import { ScheduledJob } from '@paymo/jobs';
import { createLogger, Database, DatabaseNotices, type Statement } from '@paymo/platform';
import { type Bank, eventually, openBank } from '../support/bank.js';

const insert: Statement = {
  name: 'insert',
  text: 'INSERT INTO notes SELECT * FROM unnest($1::int[], $2::text[])',
};
const readAll: Statement = { name: 'read_all', text: 'SELECT id, body, now() AS at FROM notes ORDER BY id' };
const divide: Statement = { name: 'divide', text: 'SELECT 1 / $1::int AS result' };
const double: Statement = { name: 'double', text: 'SELECT 2 * $1::int AS result' };

describe('a transaction', () => {
  let bank: Bank;
  let database: Database;

  beforeAll(async () => {
    bank = await openBank({ services: [] });
    await bank.sql('CREATE TABLE notes (id int PRIMARY KEY, body text)');
    database = new Database(bank.adminUrl, createLogger('test', 'silent'), 1);
  }, 90_000);
  afterAll(async () => {
    await database.close();
    await bank.close();
  }, 60_000);

  const bodies = async (): Promise<(string | null)[]> =>
    (await database.query<{ body: string | null }>(readAll, [])).map(({ body }) => body);

  it('keeps what it wrote, whatever the text', async () => {
    const texts = ['plain', 'NULL', null, '', 'a "quoted" \\ , {brace}', 'two\nlines', 'ünï 🙂'];
    await database.transaction((transaction) => {
      transaction.write(insert, [texts.map((_, index) => index), texts]);
      return Promise.resolve();
    });
    expect(await bodies()).toEqual(texts);
    expect((await database.query<{ at: unknown }>(readAll, []))[0]?.at).toBeInstanceOf(Date);
  });

  it('answers statements that were asked together each with its own rows', async () => {
    const results = await database.transaction((transaction) =>
      Promise.all(
        [2, 4].flatMap((n) => [transaction.query(double, [n]), transaction.query(divide, [n - 1])]),
      ),
    );
    expect(results).toEqual([[{ result: 4 }], [{ result: 1 }], [{ result: 8 }], [{ result: 0 }]]);
  });

  it('keeps nothing when a write fails, and the connection goes on', async () => {
    const before = await bodies();
    const failed = database.transaction((transaction) => {
      transaction.write(insert, [[100], ['new']]);
      transaction.write(insert, [[100], ['twice']]);
      return Promise.resolve();
    });
    await expect(failed).rejects.toMatchObject({ code: '23505', constraint: 'notes_pkey' });
    expect(await bodies()).toEqual(before);
  });

  it('keeps nothing when the work throws', async () => {
    const before = await bodies();
    const failed = database.transaction(async (transaction) => {
      transaction.write(insert, [[101], ['new']]);
      await transaction.query(double, [1]);
      throw new Error('changed its mind');
    });
    await expect(failed).rejects.toThrow('changed its mind');
    expect(await bodies()).toEqual(before);
  });

  it('prepares a statement again that was first met behind a failure', async () => {
    const triple: Statement = { name: 'triple', text: 'SELECT 3 * $1::int AS result' };
    const together = database.transaction((transaction) =>
      Promise.all([transaction.query(divide, [0]), transaction.query(triple, [1])]),
    );
    await expect(together).rejects.toMatchObject({ code: '22012' });
    expect(await database.query(triple, [2])).toEqual([{ result: 6 }]);
  });

  it('cannot be committed when a failure inside was ignored', async () => {
    const before = await bodies();
    const ignoring = database.transaction(async (transaction) => {
      await transaction.query(divide, [0]).catch(() => undefined);
      transaction.write(insert, [[102], ['new']]);
    });
    await expect(ignoring).rejects.toMatchObject({ code: '25P02' });
    expect(await bodies()).toEqual(before);
  });

  it('refuses a second statement of a name', async () => {
    await database.query(double, [1]);
    const namesake: Statement = { name: 'double', text: 'SELECT 4 * $1::int AS result' };
    await expect(database.query(namesake, [1])).rejects.toThrow('two statements are called double');
    expect(await database.query(double, [1])).toEqual([{ result: 2 }]);
  });

  it('outlives the loss of its connection in the middle', async () => {
    const lost = database.transaction(async (transaction) => {
      await transaction.query(double, [1]);
      await bank.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                      WHERE state = 'idle in transaction' AND datname = current_database()`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return transaction.query(double, [1]);
    });
    await expect(lost).rejects.toThrow();
    expect(await database.query(double, [1])).toEqual([{ result: 2 }]);
  });

  it('as a snapshot reads what was so at its beginning, whatever others commit meanwhile', async () => {
    const before = await bodies();
    const seen = await database.snapshot(async (moment) => {
      const first = await moment.query<{ body: string | null }>(readAll, []);
      await bank.sql(`INSERT INTO notes VALUES (200, 'meanwhile')`);
      return [first, await moment.query<{ body: string | null }>(readAll, [])];
    });
    expect(seen.map((rows) => rows.map(({ body }) => body))).toEqual([before, before]);
    expect(await bodies()).toEqual([...before, 'meanwhile']);
  });

  it('refuses a value that Postgres cannot hold before anything is sent', async () => {
    const wrong = database.transaction((transaction) => {
      transaction.write(insert, [[103], [{ body: 'an object' }]]);
      return Promise.resolve();
    });
    await expect(wrong).rejects.toThrow('an array for Postgres cannot hold object');
  });
});

describe('notices', () => {
  it('are heard again after the database has ended the connection', async () => {
    const bank = await openBank({ services: [] });
    const notices = new DatabaseNotices(bank.adminUrl, 'news', createLogger('test', 'silent'));
    let heard = 0;
    const listening = notices.listen(() => (heard += 1));
    try {
      await eventually('it listens', () => Promise.resolve(heard === 1));
      const ended = await bank.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
      );
      expect(ended).toHaveLength(1);
      await eventually('it listens again', () => Promise.resolve(heard === 2));
      await bank.sql('NOTIFY news');
      await eventually('it hears', () => Promise.resolve(heard === 3));
    } finally {
      await notices.stop();
      await listening;
      await bank.close();
    }
  }, 60_000);
});

describe('a job by the clock', () => {
  it('that was due while nothing ran is caught up with', async () => {
    const bank = await openBank({ services: [] });
    const plan = {
      name: 'test',
      pattern: '*/3 * * * * *',
      databaseUrl: bank.roleUrl('recommendations'),
      schema: 'recommendations',
    };
    const logger = createLogger('test', 'silent');
    const earlier = new ScheduledJob(plan, () => Promise.resolve(), logger);
    await earlier.onApplicationBootstrap();
    await earlier.onApplicationShutdown();
    const [missedMs] = await dueTimes(bank);
    await eventually('it is due', () => Promise.resolve(Date.now() > (missedMs ?? Infinity)));

    const dues: number[] = [];
    const later = new ScheduledJob(plan, (dueAt) => Promise.resolve(dues.push(dueAt.getTime())), logger);
    try {
      await later.onApplicationBootstrap();
      await eventually('it is done', () => Promise.resolve(dues.length > 0));
      expect(dues[0]).toBe(missedMs);
    } finally {
      await later.onApplicationShutdown();
      await bank.close();
    }
  });

  /** When the jobs that wait are due. */
  async function dueTimes(bank: Bank): Promise<number[]> {
    const queue = new (withBackend(createPostgresBackend).Queue)('test', {
      connection: { connectionString: bank.roleUrl('recommendations'), schema: 'recommendations_jobs' },
    });
    try {
      const scheduled = await queue.getJobScheduler('test');
      return scheduled?.next === undefined ? [] : [scheduled.next];
    } finally {
      await queue.close();
    }
  }
});
