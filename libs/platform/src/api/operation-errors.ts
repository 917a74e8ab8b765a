import type {
  ExamplesObject,
  OpenAPIObject,
  OperationObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';
import { z } from 'zod';
import { type ErrorCode, errorKinds, PaymoError } from '../paymo-error.js';
import { problemOf } from '../problem.js';
import { errorsExtension, rightExtension } from './answers.js';

const requestId = '0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4e';

const always: readonly ErrorCode[] = [
  'request.malformed',
  'request.invalid',
  'request.version_unknown',
  'service.internal',
  'service.unavailable',
];
const ofCallers: readonly ErrorCode[] = [
  'auth.token_missing',
  'auth.token_invalid',
  'auth.proof_invalid',
  'auth.right_missing',
  'limit.too_many_requests',
];
const ofBodies: readonly ErrorCode[] = ['request.too_large', 'request.media_type'];

/** Adds an answer for each status that an error of the operation has, with its codes. */
export function addErrorAnswers(method: string, operation: OperationObject): void {
  const known = [...new Set([...commonErrors(method, operation), ...takeStated(operation)])];
  for (const status of new Set(known.map((code) => errorKinds[code].status).sort())) {
    operation.responses[String(status)] = problemAnswer(
      known.filter((code) => errorKinds[code].status === status),
    );
  }
}

function commonErrors(method: string, operation: OperationObject): ErrorCode[] {
  const parameters = (operation.parameters ?? []).filter((parameter) => 'in' in parameter);
  const hasKey = parameters.some(({ name }) => name === 'Idempotency-Key');
  const hasPathParameter = parameters.some((parameter) => parameter.in === 'path');
  return [
    ...always,
    ...(rightExtension in operation ? ofCallers : []),
    ...(method === 'get' ? [] : ofBodies),
    ...(hasPathParameter ? (['request.not_found'] as const) : []),
    ...(hasKey ? (['request.idempotency_key_missing'] as const) : []),
  ];
}

/** The errors that `Fails` stated, which are taken out of the operation. */
function takeStated(operation: OperationObject): ErrorCode[] {
  return Object.entries(operation).flatMap(([name, value]) => {
    if (!name.startsWith(errorsExtension)) return [];
    Reflect.deleteProperty(operation, name);
    return codesSchema.parse(value);
  });
}

function problemAnswer(ofStatus: readonly ErrorCode[]): ResponseObject {
  const examples = ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }] as const);
  return {
    description: ofStatus.map((code) => errorKinds[code].title).join('; '),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: [...ofStatus] } } },
          ],
        },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

const codesSchema = z.array(z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorKinds));

/** A problem document for every error that an operation of the description can answer. */
export function problemExamples(document: OpenAPIObject): ExamplesObject {
  const used = operationsOf(document).flatMap(([, { responses }]) =>
    Object.values(responses).flatMap((answer) =>
      answer !== undefined && 'content' in answer
        ? Object.values(answer.content ?? {}).flatMap(({ examples }) => Object.keys(examples ?? {}))
        : [],
    ),
  );
  const examples = codesSchema.parse([...new Set(used)].sort()).map((code) => {
    const { title } = errorKinds[code];
    return [
      code,
      { summary: title, value: problemOf(new PaymoError(code, `${title}.`), requestId) },
    ] as const;
  });
  return Object.fromEntries(examples);
}

/** RFC 9457 problem document, as `problemOf` makes it. */
export const problemSchema: SchemaObject = {
  type: 'object',
  description: 'RFC 9457 problem document',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'retryable'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Where the error is explained' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What was wrong with this request' },
    code: { type: 'string', description: 'Stable: what a program decides by' },
    requestId: { type: 'string', description: 'As in X-Request-Id; tell it when you ask for help' },
    retryable: {
      type: 'boolean',
      description: 'Whether the same request, unchanged, may succeed later',
    },
    errors: {
      type: 'array',
      description: 'Each field that is wrong, by JSON pointer (RFC 6901)',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    limit: { type: 'string', description: 'Of a spending limit: per_payment, per_day or per_month' },
    leftMinor: { type: 'integer', description: 'What the limit leaves, in minor units' },
    resetsAt: { type: 'string', format: 'date-time', description: 'When the limit counts anew' },
    triesLeft: { type: 'integer', description: 'How often a signature may be sent again' },
    thumbprint: { type: 'string', description: 'What a registered key has to sign' },
    paymentId: { type: 'string', description: 'The payment that is kept as failed, where there is one' },
    claimId: { type: 'string', description: 'The claim that the payment has already' },
    application: { type: 'string', description: 'The same application, of a moment ago' },
    extraMinor: { type: 'string', description: 'What an arrangement costs more, in minor units' },
  },
};

/** Every operation of a description, with its method. */
export function operationsOf(document: OpenAPIObject): [method: string, OperationObject][] {
  return Object.values(document.paths).flatMap((item) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method): [string, OperationObject][] => {
      const operation = item[method];
      return operation === undefined ? [] : [[method, operation]];
    }),
  );
}
