import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import { type Bank, bearer } from './bank.js';

/** The requests of a data scientist, against the scoring service of a bank. */
export class Scientist {
  constructor(
    private readonly bank: Bank,
    private readonly name: string,
  ) {}

  private get signedIn(): { authorization: string } {
    return bearer(this.bank.tokens.staff(this.name));
  }

  private get(path: string): Promise<Response> {
    return Promise.resolve(request(this.bank.scoring).get(path).set(this.signedIn));
  }

  list(): Promise<Response> {
    return this.get('/admin/models');
  }

  show(id: string): Promise<Response> {
    return this.get(`/admin/models/${id}`);
  }

  drift(): Promise<Response> {
    return this.get('/admin/drift');
  }

  driftOfDays(days: number): Promise<Response> {
    return this.get(`/admin/drift/days?days=${days}`);
  }

  page(id: string): Promise<Response> {
    return this.get(`/admin/models/${id}/replay`);
  }

  /** Pushes a variant of the shipped model: another version, other thresholds. */
  async push(version: string, thresholds: { hold: number; decline: number | null }): Promise<Response> {
    const folder = join('models', 'fraud', '1');
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    return this.post('', {
      manifest: JSON.stringify({ ...manifest, version, thresholds }),
      golden: await readFile(join(folder, manifest.golden.file), 'utf8'),
      onnx: (await readFile(join(folder, manifest.model.file))).toString('base64'),
    });
  }

  /** @param what such as `fraud/2/canary` */
  post(what: string, body: object = {}): Promise<Response> {
    const path = what === '' ? '/admin/models' : `/admin/models/${what}`;
    return Promise.resolve(request(this.bank.scoring).post(path).set(this.signedIn).send(body));
  }
}
