import { PaymoError } from '@paymo/platform';
import type { ExpressionFault } from '@paymo/rules';

/** What is wrong with expressions, as the fields of a request. */
export function faultyExpression(
  code: 'rule.faulty' | 'policy.faulty',
  faults: readonly { readonly pointer: string; readonly fault: ExpressionFault }[],
): PaymoError {
  const errors = faults.map(({ pointer, fault }) => ({ pointer, detail: detailOf(fault) }));
  return new PaymoError(code, errors.map(({ detail }) => detail).join('; '), { errors });
}

function detailOf({ position, message, suggestion }: ExpressionFault): string {
  const place = position === null ? '' : `at character ${position + 1}: `;
  return `${place}${message}${suggestion === null ? '' : `; ${suggestion}`}`;
}
