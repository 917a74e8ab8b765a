import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';
import { freePorts } from '../../tools/stack/processes.js';
import type { ServiceProcess } from '../../tools/stack/service-process.js';

type Change = (manifest: ManifestText) => object;
interface ManifestText {
  readonly encoding: readonly { readonly column: string; readonly level?: string }[];
}

/** Takes long employment for none, and the other way round. */
const turned: Change = ({ encoding }) => {
  const other: Record<string, string> = { unemployed: '4_to_7', '4_to_7': 'unemployed' };
  const turn = (level = ''): string => other[level] ?? level;
  return {
    encoding: encoding.map((input) =>
      input.column === 'employment_years' ? { ...input, level: turn(input.level) } : input,
    ),
  };
};

/** Looks at what no decision may look at. */
const protectedToo: Change = ({ encoding }) => ({
  encoding: encoding.map((input, index) => (index === 0 ? { ...input, column: 'sex' } : input)),
});

describe('a credit model', () => {
  let bank: Bank;
  let borrower: Borrower;
  let second: ServiceProcess | undefined;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
    borrower = await Borrower.withIncome(bank);
    await borrower.apply();
    await borrower.apply({ employmentYears: 'unemployed', months: 12 });
  }, 90_000);
  afterAll(async () => {
    await second?.stop();
    await bank.close();
  }, 60_000);

  function ask(name: string, path: string, body?: object): Promise<Response> {
    const url = `/admin/loans/models${path}`;
    const asked =
      body === undefined ? request(bank.loans).get(url) : request(bank.loans).post(url).send(body);
    return Promise.resolve(asked.set(bearer(bank.tokens.staff(name))));
  }

  /** Pushes the shipped model under another version, changed. */
  async function push(version: string, change: Change = () => ({}), ratio?: number): Promise<Response> {
    const folder = join('models', 'credit', '1');
    const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    const manifest = JSON.parse(await text('manifest.json'));
    const fairness = JSON.parse(await text('fairness.json'));
    if (ratio !== undefined) fairness.columns.sex.approvalRateRatio = ratio;
    return ask('dana', '', {
      manifest: JSON.stringify({ ...manifest, version, ...change(manifest) }),
      golden: await text(manifest.golden.file),
      fairness: JSON.stringify(fairness),
      onnx: (await readFile(join(folder, manifest.model.file))).toString('base64'),
    });
  }

  async function latestModels(): Promise<{ model: string; shadow_model: string | null }> {
    const rows = await bank.sql<{ model: string; shadow_model: string | null }>(
      'SELECT model, shadow_model FROM loans.decisions ORDER BY application_id DESC LIMIT 1',
    );
    return rows[0]!;
  }

  it('of the settings is the champion of a new system', async () => {
    const { body } = await ask('dana', '');
    expect(body).toMatchObject({ champion: 'credit/1', previous: null, items: [{ id: 'credit/1' }] });
  });

  it('is pushed, and refused when it looks at what is protected or its version is taken', async () => {
    expect((await push('2', turned)).body).toMatchObject({ id: 'credit/2' });
    expect((await push('2', turned)).status).toBe(201);
    expect((await push('2')).body).toMatchObject({ status: 409, code: 'conflict.model_exists' });
    const refused = await push('3', protectedToo);
    expect(refused.body).toMatchObject({ status: 422, code: 'model.refused' });
    expect(refused.body.detail).toContain('lending knows no sex');
  });

  it('in shadow is asked about every application, and decides none', async () => {
    expect((await ask('dana', '/credit/2/shadow', {})).status).toBe(204);
    await borrower.apply({ months: 9 });
    const rows = await bank.sql<{ model: string; shadow_model: string; differs: boolean }>(
      `SELECT model, shadow_model, shadow_probability <> probability AS differs
       FROM loans.decisions WHERE shadow_model IS NOT NULL`,
    );
    expect(rows).toEqual([{ model: 'credit/1', shadow_model: 'credit/2', differs: true }]);
  });

  it('is promoted after its replay, by two people, on every instance, and rolled back', async () => {
    const [port = 0] = await freePorts(1);
    second = bank.services.loans.beside(port);
    second.start();
    await second.untilReady();
    const { url } = second;
    const onSecond = async (champion: string): Promise<true | undefined> => {
      const { body } = await request(url)
        .get('/admin/loans/models')
        .set(bearer(bank.tokens.staff('dana')));
      return body.champion === champion || undefined;
    };

    const early = await ask('dana', '/credit/2/promote', {});
    expect(early.body).toMatchObject({ status: 409, code: 'conflict.replay_missing' });
    const { body: replay } = await ask('dana', '/credit/2/replay', {});
    expect(replay).toMatchObject({ champion: 'credit/1', policy: '1', report: { applications: 3 } });
    const { expectedLossBeforeMinor, expectedLossAfterMinor } = replay.report;
    expect(expectedLossAfterMinor).not.toBe(expectedLossBeforeMinor);

    expect((await ask('dana', '/credit/2/promote', {})).body.state).toBe('requested');
    const again = await ask('dana', '/credit/2/promote', {});
    expect(again.body).toMatchObject({ status: 409, code: 'conflict.second_person' });
    expect((await ask('dana', '/credit/2')).body).toMatchObject({
      promotionAskedBy: 'dana',
      replay: { madeBy: 'dana' },
    });
    expect((await ask('pat', '/credit/2/promote', {})).body).toEqual({ state: 'promoted', by: 'pat' });
    await borrower.apply({ months: 10 });
    expect(await latestModels()).toEqual({ model: 'credit/2', shadow_model: null });
    await eventually('the second instance has it too', () => onSecond('credit/2'));

    expect((await ask('pat', '/rollback', {})).body).toEqual({ champion: 'credit/1' });
    await eventually('the second instance is back', () => onSecond('credit/1'));
    const { events } = (await ask('dana', '/credit/2')).body;
    expect(events.map(({ action, actor }: Record<string, string>) => `${action} ${actor}`)).toEqual([
      'promoted pat',
      'promotion requested dana',
      'shadow dana',
      'pushed dana',
    ]);
  }, 60_000);

  it('of before still makes its decisions anew, to the byte', async () => {
    const rows = await bank.sql<{ application_id: string }>(
      `SELECT application_id FROM loans.decisions WHERE model = 'credit/2'`,
    );
    expect(rows).toHaveLength(1);
    const { body } = await request(bank.loans)
      .post(`/admin/loans/decisions/app_${rows[0]?.application_id}/replay`)
      .set(bearer(bank.tokens.staff('sam')));
    expect(body).toEqual({ verdict: 'same', why: null });
  });

  it('that is unfair by its figures is not promoted, whatever it says of itself', async () => {
    await push('4', turned, 0.79);
    await ask('dana', '/credit/4/replay', {});
    const { body } = await ask('dana', '/credit/4/promote', {});
    expect(body).toMatchObject({ status: 409, code: 'conflict.fairness_gate' });
    expect(body.detail).toContain('"sex":0.79');
  });

  it('that is not there is neither shown nor compared', async () => {
    expect((await ask('dana', '/credit/9/replay', {})).status).toBe(404);
    for (const [model, status] of [
      ['credit/9', 404],
      ['credit/..', 400],
    ] as const) {
      const { body } = await request(bank.loans)
        .post('/admin/loans/swap-sets')
        .set(bearer(bank.tokens.staff('sam')))
        .send({ model });
      expect(body).toMatchObject({ status });
    }
  });

  it('leaves a trace of each step in the audit log', async () => {
    const rows = await bank.sql<{ entry: string }>(`SELECT entry::text FROM loans.audit_entries`);
    expect(rows.filter(({ entry }) => entry.includes('/admin/loans/models/')).length).toBeGreaterThan(5);
  });
});
