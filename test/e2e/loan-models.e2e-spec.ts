import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';

/** Model folders with the shipped ones and `credit/2`, which takes long employment for none and the other way round. */
async function modelsWithChallenger(): Promise<string> {
  const models = await mkdtemp(join(tmpdir(), 'credit-models-'));
  const shipped = resolve('models');
  await symlink(join(shipped, 'fraud'), join(models, 'fraud'));
  await mkdir(join(models, 'credit'));
  for (const name of ['1', 'policy.json'])
    await symlink(join(shipped, 'credit', name), join(models, 'credit', name));
  const folder = join(models, 'credit', '2');
  await cp(join(shipped, 'credit', '1'), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const turned: Record<string, string> = { unemployed: '4_to_7', '4_to_7': 'unemployed' };
  const encoding = manifest.encoding.map((input: { column: string; level?: string }) =>
    input.column === 'employment_years'
      ? { ...input, level: turned[input.level ?? ''] ?? input.level }
      : input,
  );
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, version: '2', encoding }));
  return models;
}

describe('another credit model', () => {
  let bank: Bank;
  let models: string;
  let borrower: Borrower;

  beforeAll(async () => {
    models = await modelsWithChallenger();
    bank = await openBank({
      services: ['gateway', 'scoring', 'loans'],
      environment: { MODELS_DIR: models, CREDIT_SHADOW_MODEL: 'credit/2' },
    });
    borrower = await Borrower.withIncome(bank);
    await borrower.apply();
    await borrower.apply({ employmentYears: 'unemployed', months: 12 });
  }, 90_000);
  afterAll(async () => {
    await bank.close();
    await rm(models, { recursive: true });
  }, 60_000);

  function swapSet(model: string): Promise<Response> {
    return Promise.resolve(
      request(bank.loans)
        .post('/admin/loans/swap-sets')
        .set(bearer(bank.tokens.for('sam')))
        .send({ model }),
    );
  }

  it('in shadow is asked about every application, and decides none', async () => {
    const rows = await bank.sql<{ model: string; shadow_model: string; differs: boolean }>(
      'SELECT model, shadow_model, shadow_probability <> probability AS differs FROM loans.decisions',
    );
    const expected = { model: 'credit/1', shadow_model: 'credit/2', differs: true };
    expect(rows).toEqual([expected, expected]);
  });

  it('is compared with the one that decided, before it takes its place', async () => {
    const [same, other] = [(await swapSet('credit/1')).body, (await swapSet('credit/2')).body];
    expect(same).toMatchObject({ applications: 2, swaps: [] });
    expect(other.applications).toBe(2);
    expect(other.expectedLossAfterMinor).not.toBe(same.expectedLossAfterMinor);
  });

  it('that is not there, or whose gate is shut, is compared with nothing', async () => {
    expect((await swapSet('credit/3')).body).toMatchObject({ status: 404 });
    expect((await swapSet('credit/..')).body).toMatchObject({ status: 400 });
    const report = join(models, 'credit', '2', 'fairness.json');
    await writeFile(report, JSON.stringify({ ...JSON.parse(await readFile(report, 'utf8')), passed: false }));
    expect((await swapSet('credit/2')).body).toMatchObject({ status: 404, code: 'model.not_found' });
  });
});
