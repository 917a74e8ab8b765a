import { ApiExtension, ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '../paymo-error.js';

/** How extension members of an operation begin while the description is made; they become answers. */
export const errorsExtension = 'x-errors';
/** Extension member of an operation: the right that its caller needs. */
export const rightExtension = 'x-right';

/** States one answer of a route. An answer without a schema has no body. */
export function Answers(status: number, description: string, schema?: z.ZodType): MethodDecorator {
  return ApiResponse({ status, description, ...(schema === undefined ? {} : { standardSchema: schema }) });
}

/** How extension members begin that state another form of the answer with status 200. */
export const formExtension = 'x-form';

/** States that the answer also comes as text or a file, for those who ask for it by `Accept`. */
export function AlsoAnswersAs(mediaType: string, example: string): MethodDecorator {
  return ApiExtension(`${formExtension}-${mediaType}`, example);
}

/** States the errors of a route of its own; those that every route can answer are added to it. */
export function Fails(...codes: ErrorCode[]): MethodDecorator {
  // One extension for each call, so that a route can share some errors with others and have more of its own.
  return ApiExtension(`${errorsExtension}-${codes.join('-')}`, codes);
}

/** The header that makes a request safe to repeat. */
export function TakesIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'A fresh UUID for every new request; the same one when you repeat it',
    example: '5f0c7a52-6b1e-4a1b-9d0a-0f8f4c1d2e3b',
    schema: { type: 'string', pattern: String.raw`^[\x21-\x7e]{1,255}$` },
  });
}

/** The header that says how long the caller is ready to wait for a decision. */
export function TakesWait(): MethodDecorator {
  return ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      'Milliseconds that you are ready to wait for the decision; 1,000 when absent, 10,000 at most',
    example: 'wait=2000',
  });
}
