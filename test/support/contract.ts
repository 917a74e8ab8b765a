import { readFileSync } from 'node:fs';
import ajvFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import request, { type Response } from 'supertest';
import type { ServiceContract } from '../../tools/contract/service-contracts.js';

/** Parsed JSON, in which a test may reach and change everything. */
type Parsed = ReturnType<JSON['parse']>;

/** What is sent. */
export interface Sent {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With or without a query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | string | undefined;
}

/** What was sent and what came back. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Operation {
  readonly responses: Record<
    string,
    {
      readonly content?: Record<string, unknown>;
      readonly headers?: Record<string, { readonly required?: boolean }>;
    }
  >;
}

/** Sends requests to a service whose every answer is checked against the published description. */
export class Contract {
  private readonly document: Parsed;
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly routes: { template: string; pattern: RegExp }[];

  constructor({ file }: ServiceContract) {
    this.document = JSON.parse(readFileSync(file, 'utf8'));
    ajvFormats.default(this.ajv);
    // What the description leaves open for fields of later, an answer of today must not have.
    this.ajv.addSchema(closed(this.document), 'contract');
    this.routes = Object.keys(this.document.paths)
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      }))
      // A fixed segment comes before a parameter, as in the router.
      .sort((one, other) => one.template.split('{').length - other.template.split('{').length);
  }

  /** @throws Error when the answer is not as the description says */
  async send(url: string, { method, path, headers, body }: Sent): Promise<Response> {
    const sent = request(url)[method](path).set(headers);
    const response = await (body === undefined ? sent : sent.send(body));
    const faults = this.faults({ method, path, ...pick(response) });
    if (faults.length > 0) throw new Error(`${method} ${path} broke the contract: ${faults.join('; ')}`);
    return response;
  }

  /** Faults of an answer; none for routes that the description does not have, which are no part of the contract. */
  private faults({ method, path, status, headers, body }: Exchange): string[] {
    const template = this.templateOf(path);
    const operation: Operation | undefined = this.document.paths[template]?.[method];
    if (operation === undefined) return [];
    const stated = operation.responses[status];
    if (stated === undefined) return [`${method} ${template} does not state the status ${status}`];
    const missing = Object.entries(stated.headers ?? {})
      .filter(([name, header]) => header.required !== false && headers[name.toLowerCase()] === undefined)
      .map(([name]) => `the header ${name} is missing`);
    if (stated.content === undefined) return missing;
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    if (stated.content[type] === undefined) return [...missing, `${type} is not stated`];
    const pointer = ['paths', template, method, 'responses', String(status), 'content', type, 'schema'];
    return [...missing, ...this.bodyFaults(pointer, body)];
  }

  private templateOf(path: string): string {
    const [bare = ''] = path.split('?');
    return this.routes.find(({ pattern }) => pattern.test(bare))?.template ?? '';
  }

  private bodyFaults(pointer: readonly string[], body: unknown): string[] {
    const validate = this.validator(pointer);
    validate(body);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
    );
  }

  private validator(steps: readonly string[]): ValidateFunction {
    const pointer = steps
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const known = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `contract#/${pointer}` });
    this.validators.set(pointer, known);
    return known;
  }
}

function pick({ status, headers, body, text, type }: Response) {
  return {
    status,
    headers,
    body: Buffer.isBuffer(body) ? body.toString('latin1') : type.endsWith('json') ? body : text,
  };
}

/** The document with every object schema closed. */
function closed(value: Parsed): Parsed {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isNarrowed = value.properties?.code?.enum !== undefined;
  return value.type === 'object' && value.properties !== undefined && !isNarrowed
    ? { additionalProperties: false, ...copy }
    : copy;
}
