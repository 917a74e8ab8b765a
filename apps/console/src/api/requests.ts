import { z } from 'zod/mini';
import type { Session } from '../session/session.js';

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** The service refused, and says why. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

const triesMax = 5;
const retryMs = 1000;

/** The requests of whoever is signed in to one service. */
export class Requests {
  /** @param base address of the service's API, before every path */
  constructor(
    private readonly session: Session,
    private readonly base: string,
  ) {}

  /**
   * Sends a request, with a key until it is answered: the key makes it count once, whatever gets lost on the way.
   *
   * @throws Refusal in the words of the service
   */
  async send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, key?: string): Promise<unknown> {
    const headers = new Headers({ authorization: `Bearer ${await this.session.token()}` });
    if (method === 'POST') headers.set('content-type', 'application/json');
    if (key !== undefined) headers.set('idempotency-key', key);
    const init = { method, headers, ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }) };
    const response = await fetchWithTries(`${this.base}/${path}`, init, key === undefined ? 1 : triesMax);
    if (response.ok) return response.status === 204 ? null : response.json();
    if (response.status === 401) await this.session.restart();
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    if (problem.success) throw new Refusal(problem.data.code, problem.data.detail);
    throw new Error(`The service answered ${response.status}.`);
  }

  /** @throws Error when the service does not give it */
  async download(path: string): Promise<Blob> {
    const headers = { authorization: `Bearer ${await this.session.token()}` };
    const response = await fetch(`${this.base}/${path}`, { headers });
    if (!response.ok) throw new Error(`The service answered ${response.status}.`);
    return response.blob();
  }

  /**
   * Opens a stream of events.
   *
   * @throws Error when it does not begin, or is aborted
   */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = { authorization: `Bearer ${await this.session.token()}` };
    const { ok, status, body } = await fetch(`${this.base}/${path}`, { headers, signal });
    if (ok && body !== null) return body;
    throw new Error(`The service answered ${status}.`);
  }

  /** Reads something that need not be there; null when the service says so with that code. */
  async sendOrNull(path: string, missing: string): Promise<unknown> {
    try {
      return await this.send('GET', path);
    } catch (error) {
      if (error instanceof Refusal && error.code === missing) return null;
      throw error;
    }
  }
}

/** Only what may be repeated is tried again: while the service is away, or says that it is not ready. */
async function fetchWithTries(url: string, init: RequestInit, tries: number): Promise<Response> {
  for (let left = tries - 1; ; left -= 1) {
    const response = await fetch(url, init).catch((error: unknown) => {
      if (left === 0) throw error;
      return undefined;
    });
    if (response !== undefined && (response.status < 500 || left === 0)) return response;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
