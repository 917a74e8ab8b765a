import { z } from 'zod';

export interface AdminRequest {
  readonly path: string;
  /** Sent with POST; without one the request is a GET. */
  readonly body?: unknown;
  /** Of somebody who may do this. */
  readonly token: string;
}

const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/**
 * Asks the administration of a service.
 *
 * @returns the answer's JSON; undefined when there is none
 * @throws Error in the words of the problem document
 */
export async function askService(url: string, request: AdminRequest): Promise<unknown> {
  const text = await (await openService(url, request)).text();
  return text === '' ? undefined : JSON.parse(text);
}

/**
 * Asks, and leaves the body to be read.
 *
 * @throws Error in the words of the problem document
 */
export async function openService(url: string, { path, body, token }: AdminRequest): Promise<Response> {
  const response = await fetch(`${url}${path}`, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const { detail, errors } = problemSchema.parse(await response.json());
  const untold = errors.filter((fault) => !detail.includes(fault.detail));
  const lines = untold.map((fault) => `  ${fault.pointer}: ${fault.detail}`);
  throw new Error([detail, ...lines].join('\n'));
}
