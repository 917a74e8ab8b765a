import { z } from 'zod';

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** Talks to the admin interface of scoring for one person. */
export class ScoringAdmin {
  constructor(
    private readonly url: string,
    private readonly actor: string,
  ) {}

  get(path: string): Promise<unknown> {
    return this.ask('GET', path, undefined);
  }

  post(path: string, body: object = {}): Promise<unknown> {
    return this.ask('POST', path, body);
  }

  async text(path: string): Promise<string> {
    return (await this.open(path)).text();
  }

  /** Answers as soon as the answer begins, so that it can be read as it comes. */
  async open(path: string): Promise<Response> {
    const response = await fetch(`${this.url}/admin/${path}`);
    if (!response.ok) throw await refusal(response);
    return response;
  }

  private async ask(method: string, path: string, body: object | undefined): Promise<unknown> {
    const response = await fetch(`${this.url}/admin/${path}`, {
      method,
      headers: { 'paymo-actor': this.actor, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? undefined : response.json();
  }
}

async function refusal(response: Response): Promise<Error> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  return new Error(
    problem.success ? `${problem.data.code}: ${problem.data.detail}` : `scoring answered ${response.status}`,
  );
}
