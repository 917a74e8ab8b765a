import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { Scientist } from '../support/scientist.js';

interface Golden {
  readonly features: number[];
  readonly score: number;
}

const manifest = JSON.parse(readFileSync('models/fraud/2/manifest.json', 'utf8'));
const golden: Golden[] = readFileSync('models/fraud/2/golden.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const width: number = manifest.inputs.length;

function tensorOf(rows: readonly (readonly number[])[], change: object = {}): object {
  const tensor = { name: 'features', datatype: 'FP32', shape: [rows.length, width], data: rows.flat() };
  return { id: 'golden', inputs: [{ ...tensor, ...change }] };
}

describe('the Open Inference Protocol', () => {
  let bank: Bank;
  const get = (path: string): Promise<Response> =>
    Promise.resolve(
      request(bank.scoring)
        .get(`/v2${path}`)
        .set(bearer(bank.tokens.staff('ana'))),
    );
  const post = (path: string, body: object): Promise<Response> =>
    Promise.resolve(
      request(bank.scoring)
        .post(`/v2/models/${path}`)
        .set(bearer(bank.tokens.staff('dana')))
        .send(body),
    );

  beforeAll(async () => {
    bank = await openBank({ services: ['scoring'] });
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  it('says what the server is, that it lives and that it is ready', async () => {
    expect((await get('')).body).toMatchObject({ name: 'paymo-scoring', extensions: ['explain'] });
    expect((await get('/health/live')).body).toEqual({ live: true });
    expect((await get('/health/ready')).body).toEqual({ ready: true });
  });

  it.each(['fraud', 'fraud/versions/2'])('describes %s and says that it is ready', async (model) => {
    const { status, body } = await get(`/models/${model}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'fraud', versions: ['2'], platform: 'onnxruntime_onnx' });
    expect(body.inputs).toEqual([
      { name: 'features', datatype: 'FP32', shape: [-1, width], parameters: { names: manifest.inputs } },
    ]);
    expect((await get(`/models/${model}/ready`)).body).toEqual({ name: 'fraud', ready: true });
  });

  it.each(['fraud', 'fraud/versions/2'])('infers the golden rows with %s to a millionth', async (model) => {
    const { status, body } = await post(`${model}/infer`, tensorOf(golden.map(({ features }) => features)));
    expect([status, body.model_name, body.model_version, body.id]).toEqual([200, 'fraud', '2', 'golden']);
    const [scores] = body.outputs;
    expect(scores.shape).toEqual([golden.length, 1]);
    const differences = golden.map(({ score }, row) => Math.abs(score - scores.data[row]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
  });

  it('explains scores with contributions that add up to them from the base value', async () => {
    const { body } = await post('fraud/explain', tensorOf(golden.map(({ features }) => features)));
    const [score, base, contributions] = body.outputs;
    expect(body.parameters).toEqual({ unit: 'probability' });
    expect(contributions.shape).toEqual([golden.length, width]);
    const differences = golden.map((_, row) => {
      const own: number[] = contributions.data.slice(row * width, (row + 1) * width);
      return Math.abs(own.reduce((sum, each) => sum + each, Number(base.data[row])) - score.data[row]);
    });
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
    expect(contributions.data.some((each: number) => each !== 0)).toBe(true);
  });

  it('infers as many rows as a request may have, each as it is alone', async () => {
    const rows = Array.from({ length: 4096 }, (_, row) => golden[row % golden.length] as Golden);
    const { status, body } = await post('fraud/infer', tensorOf(rows.map(({ features }) => features)));
    expect(status).toBe(200);
    const wrong = rows.filter(({ score }, row) => !(Math.abs(score - body.outputs[0].data[row]) <= 1e-6));
    expect(wrong).toEqual([]);
  });

  const one = golden.slice(0, 1).map(({ features }) => features);
  it.each<[string, object, string]>([
    ['of another width', { shape: [1, width - 1] }, '/inputs/0/shape/1'],
    ['of another type', { datatype: 'BYTES' }, '/inputs/0/datatype'],
    ['of another shape', { shape: [width] }, '/inputs/0/shape'],
    ['of too many rows', { shape: [4097, width] }, '/inputs/0/shape/0'],
    ['with too few numbers', { data: [1, 2] }, '/inputs/0/data'],
  ])('refuses a tensor %s, naming the field', async (_what, change, pointer) => {
    for (const action of ['infer', 'explain']) {
      const { status, body } = await post(`fraud/${action}`, tensorOf(one, change));
      expect([status, body.code]).toEqual([400, 'request.invalid']);
      expect(body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
      expect(body.detail).toContain(pointer);
    }
  });

  it('explains 256 rows at most', async () => {
    const rows = Array.from({ length: 257 }, (_, row) => golden[row % golden.length]?.features ?? []);
    expect((await post('fraud/explain', tensorOf(rows.slice(1)))).status).toBe(200);
    const { status, body } = await post('fraud/explain', tensorOf(rows));
    expect([status, body.errors[0].pointer]).toEqual([400, '/inputs/0/shape/0']);
  });

  it('refuses a request without a body', async () => {
    const { status, body } = await request(bank.scoring)
      .post('/v2/models/fraud/infer')
      .set(bearer(bank.tokens.staff('dana')));
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'request.invalid', '']);
  });

  it('does not know models without a role, and says which have one', async () => {
    for (const place of ['loans', 'fraud/versions/1']) {
      const { status, body } = await post(`${place}/infer`, tensorOf(one));
      expect([status, body.code]).toEqual([404, 'model.not_found']);
      expect(body.detail).toContain('those in a role are fraud/2');
      expect((await get(`/models/${place}`)).status).toBe(404);
      expect((await get(`/models/${place}/ready`)).status).toBe(404);
    }
  });

  it('answers for a shadow by its version, and for the champion without', async () => {
    const ada = new Scientist(bank, 'ada');
    expect((await ada.push('silent', { hold: 0.9, decline: null })).status).toBe(201);
    expect((await ada.post('fraud/silent/shadow')).status).toBe(204);
    const { body } = await get('/models/fraud/versions/silent');
    expect(body.versions).toEqual(['2', 'silent']);
    const row = [body.inputs[0].parameters.names.map(() => 1)];
    const tensor = { name: 'features', datatype: 'FP64', shape: [1, row[0].length], data: row };
    const inferred = await post('fraud/versions/silent/infer', { inputs: [tensor] });
    expect([inferred.status, inferred.body.model_version]).toEqual([200, 'silent']);
    expect((await post('fraud/infer', tensorOf(one))).body.model_version).toBe('2');
  }, 30_000);
});
