import type { ExpressionFault } from '../api/rules-api.js';

interface ExpressionFaultsProps {
  readonly expression: string;
  /** Undefined until it was checked. */
  readonly faults: readonly ExpressionFault[] | undefined;
}

/** What is wrong with an expression, each fault with the place marked. */
export function ExpressionFaults({ expression, faults }: ExpressionFaultsProps) {
  return (
    <div role="status" data-testid="faults">
      {faults?.length === 0 && <p className="quiet">The expression can be evaluated.</p>}
      {faults?.map(({ position, message, suggestion }) => (
        <div key={`${position ?? ''} ${message}`}>
          {position !== null && <pre aria-hidden="true">{marked(expression, position)}</pre>}
          <p className="faulty">
            {position !== null && `At character ${position + 1}: `}
            {message}
            {suggestion !== null && `; ${suggestion}`}
          </p>
        </div>
      ))}
    </div>
  );
}

const contextCharacters = 60;

/** The line of the place, as far as it fits, with a mark below. */
function marked(expression: string, position: number): string {
  const lineStart = expression.lastIndexOf('\n', position - 1) + 1;
  const from = Math.max(lineStart, position - contextCharacters);
  const [line = ''] = expression.slice(from, position + contextCharacters).split('\n');
  return `${line}\n${' '.repeat(position - from)}^`;
}
