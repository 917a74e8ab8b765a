import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { publish } from '../support/messages.js';
import { numbered } from '../support/numbered.js';

/** Whole runs of the batch, and restarts of its service. */
jest.setTimeout(180_000);

const customers = Array.from({ length: 12 }, (_, index) => numbered('c', index));
const shops = Array.from({ length: 8 }, (_, index) => numbered('a', index));
const diskMb = 64;

interface Run {
  generation: string;
  status: string;
  tableHash: string;
  failure: string | null;
}

/** A step of a run, and the lock that stops it there: what it is about to write can be read by all, and written by none. */
const steps = [
  ['when events have been stored and not yet taken off the list', 'collected_events', 'SHARE'],
  ['when the erased have been swept and that is not yet noted', 'erasures', 'SHARE'],
  ['while its inputs are read', 'items', 'ACCESS EXCLUSIVE'],
  ['when what all customers share has been worked out', 'popular_items', 'SHARE'],
  ['when a shard is written and not yet done', 'generation_shards', 'SHARE'],
  ['between the checks and the swap', 'current_generation', 'SHARE'],
] as const;

const disk = mkdtempSync(join(tmpdir(), 'paymo-disk-'));
const hasDisk = mountDisk();

/** A disk that can be filled, where the machine lets us have one; elsewhere the service may write no files for a while. */
function mountDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the batch of recommendations under faults', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({
      services: ['recommendations'],
      // Its log is a file too, which it could not go on without.
      environment: {
        EVENTS_DIR: join(disk, 'events'),
        BATCH_SHARDS: '2',
        BATCH_MEMORY: '500MB',
        LOG_LEVEL: 'silent',
      },
    });
    for (const customer of customers)
      await send('PATCH', `/admin/recommendation-customers/acc_${customer}`, { hasConsent: true });
    await buy(
      customers.flatMap((customer, index) => [0, 1, 2].map((step) => purchase(customer, index + step))),
    );
    expect((await runNow()).status).toBe('ready');
  }, 90_000);
  afterAll(async () => {
    await bank.close();
    if (hasDisk) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  }, 60_000);

  async function answerOf(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${bank.recommendations}${path}`, {
      method,
      headers: {
        ...bearer(bank.tokens.service('test')),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async function send(method: string, path: string, body?: object): Promise<Run & { items: object[] }> {
    const answer = await answerOf(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text === '' ? '{}' : text);
  }

  const runPath = '/admin/recommendation-runs';
  const runNow = (asOf = new Date().toISOString()): Promise<Run> => send('POST', `${runPath}?asOf=${asOf}`);
  const lists = (): Promise<object[][]> =>
    Promise.all(
      customers.map(
        async (customer) => (await send('GET', `/v1/recommendations?account=acc_${customer}`)).items,
      ),
    );

  function purchase(payerId: string, shop: number): PaymentSettled {
    const at = Date.now() - 3_600_000;
    return {
      paymentId: randomUUID(),
      payerId,
      payeeId: shops[shop % shops.length]!,
      amount: { value: 500, currency: 'GBP' },
      type: 'payment',
      status: 'settled',
      occurredAtMs: at,
      settledAtMs: at,
    };
  }

  async function buy(purchases: readonly PaymentSettled[]): Promise<void> {
    await publish<PaymentSettled>(bank, paymentSettled, purchases);
    await eventually('the purchases are collected', async () => {
      const [row] = await bank.sql<{ n: string }>(
        'SELECT count(*) AS n FROM recommendations.collected_events',
      );
      return Number(row?.n) >= purchases.length;
    });
  }

  const freeLease = (): Promise<object[]> => bank.sql("UPDATE recommendations.run_lease SET until = 'epoch'");

  /** Stops the next run where it would wait for the lock, until the answer is called. */
  async function stopAt(table: string, mode: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: bank.adminUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`LOCK TABLE recommendations.${table} IN ${mode} MODE`);
    return () => client.end();
  }

  const waits = (table: string): Promise<unknown> =>
    eventually(`the run waits for ${table}`, async () => {
      const rows = await bank.sql(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = 'recommendations.${table}'::regclass`,
      );
      return rows.length > 0;
    });

  it.each(steps)(
    'is killed %s: the last good lists are served, and the next run mends it',
    async (_step, table, mode) => {
      const before = await lists();
      const erased = randomUUID();
      await buy([purchase(customers[0]!, 5), purchase(customers[1]!, 6), purchase(erased, 7)]);
      await send('DELETE', `/admin/recommendation-customers/acc_${erased}`);
      const asOf = new Date().toISOString();
      const release = await stopAt(table, mode);
      const run = runNow(asOf).catch(() => undefined);
      await waits(table);
      bank.services.recommendations.kill();
      await run;
      await release();
      await bank.services.recommendations.untilReady();
      expect(await lists()).toEqual(before);
      await freeLease();
      const mended = await runNow(asOf);
      expect(mended.status).toBe('ready');
      // What a run without a fault makes of the same data.
      expect((await runNow(asOf)).tableHash).toBe(mended.tableHash);
      expect(await bank.sql('SELECT FROM recommendations.collected_events')).toEqual([]);
      expect(await bank.sql('SELECT FROM recommendations.erasures WHERE swept_at IS NULL')).toEqual([]);
    },
  );

  it('leaves its lease free to be renewed while a shard is written', async () => {
    const release = await stopAt('recommendations', 'SHARE');
    const run = runNow();
    await waits('recommendations');
    const free = await bank.sql('SELECT FROM recommendations.run_lease FOR UPDATE SKIP LOCKED');
    await release();
    expect(free).toHaveLength(1);
    expect((await run).status).toBe('ready');
  });

  it('is taken up at its second shard after customers came: who was there has a list all the same', async () => {
    await bank.sql(`
      CREATE FUNCTION recommendations.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'no second shard'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON recommendations.generation_shards
        FOR EACH ROW WHEN (NEW.shard = 1) EXECUTE FUNCTION recommendations.refuse()`);
    await expect(runNow()).rejects.toThrow('500');
    await bank.sql('DROP TRIGGER refuse ON recommendations.generation_shards');
    // As a process that was killed there would leave it.
    const [broken] = await bank.sql<{ id: string }>(`
      UPDATE recommendations.generations SET status = 'running', finished_at = NULL, failure = NULL
      WHERE id = (SELECT max(id) FROM recommendations.generations) RETURNING id`);
    for (const customer of newcomers(2))
      await send('PATCH', `/admin/recommendation-customers/acc_${customer}`, { hasConsent: false });
    const run = await runNow();
    expect(run).toMatchObject({ generation: broken!.id, status: 'ready' });
    expect((await lists()).map(({ length }) => length)).not.toContain(0);
  });

  /** Whose shard is the last, so that more customers are in it than before. */
  function newcomers(count: number): string[] {
    const hashOf = (id: string): string => createHash('md5').update(id).digest('hex');
    const last = customers.map(hashOf).sort().at(-1)!;
    const ids = Array.from({ length: 1000 }, (_, index) => numbered('e', index));
    return ids.filter((id) => hashOf(id) > last).slice(0, count);
  }

  it('is done by one of two workers that start at once', async () => {
    const release = await stopAt('items', 'ACCESS EXCLUSIVE');
    const first = runNow();
    await waits('items');
    const [lease] = await bank.sql<{ holder: string }>(
      'SELECT holder FROM recommendations.run_lease WHERE until > now()',
    );
    expect(lease).toBeDefined();
    // Another instance: it knows of the first by the lease alone.
    const second = await bank.another('recommendations');
    const refused = await fetch(`${second.url}${runPath}`, {
      method: 'POST',
      headers: bearer(bank.tokens.service('test')),
    });
    expect(refused.status).toBe(409);
    await release();
    expect((await first).status).toBe('ready');
    await second.stop();
  });

  /** @returns what makes room again */
  function fill(): () => void {
    if (hasDisk) {
      const filler = join(disk, 'filler');
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
      return () => {
        rmSync(filler);
      };
    }
    const pid = String(bank.services.recommendations.pid);
    const limitFiles = (size: string): Buffer => execFileSync('prlimit', ['--pid', pid, `--fsize=${size}:`]);
    limitFiles('0');
    return () => {
      limitFiles('unlimited');
    };
  }

  it('that finds the disk full fails with its reason; the next one makes up for it', async () => {
    const before = await lists();
    await buy([purchase(customers[2]!, 7)]);
    mkdirSync(join(disk, 'events'), { recursive: true });
    const makeRoom = fill();
    const answer = await answerOf('POST', runPath);
    expect(answer.status).toBe(500);
    const [last] = await bank.sql<{ status: string; failure: string }>(
      'SELECT status, failure FROM recommendations.generations ORDER BY id DESC LIMIT 1',
    );
    expect(last!.status).toBe('failed');
    expect(last!.failure).toMatch(/space|ENOSPC|too large|EFBIG/i);
    expect(await lists()).toEqual(before);
    makeRoom();
    expect((await runNow()).status).toBe('ready');
    expect(await bank.sql('SELECT FROM recommendations.collected_events')).toEqual([]);
  });
});
