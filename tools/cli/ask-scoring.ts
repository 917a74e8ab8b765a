import { z } from 'zod';

export interface AdminRequest {
  readonly path: string;
  /** Sent with POST; without one the request is a GET. */
  readonly body?: unknown;
  readonly actor: string;
}

const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/**
 * Asks the administration of scoring.
 *
 * @returns the answer's JSON; undefined when there is none
 * @throws Error in the words of the problem document
 */
export async function askScoring(url: string, { path, body, actor }: AdminRequest): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    headers: { 'content-type': 'application/json', 'paymo-actor': actor },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return answer;
  const { detail, errors } = problemSchema.parse(answer);
  const untold = errors.filter((fault) => !detail.includes(fault.detail));
  const lines = untold.map((fault) => `  ${fault.pointer}: ${fault.detail}`);
  throw new Error([detail, ...lines].join('\n'));
}
