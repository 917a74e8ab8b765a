/** Forms in which a statement comes, by their media type. */
const statementForms = ['application/json', 'text/csv', 'application/pdf', 'application/xml'] as const;
type StatementForm = (typeof statementForms)[number];
/** Those that are files. */
export type FiledForm = Exclude<StatementForm, 'application/json'>;

const rangesMax = 20;

/** The form that `Accept` prefers (RFC 9110, section 12.5.1); JSON when it names none of ours. */
export function statementFormOf(accept: string | undefined): StatementForm {
  const ranges = (accept ?? '').split(',', rangesMax).map(weighed);
  const best = ranges.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  for (const { range } of best) {
    const form = statementForms.find((each) => matches(range, each));
    if (form !== undefined) return form;
  }
  return 'application/json';
}

function weighed(text: string): { range: string; weight: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { range, weight: weight === undefined ? 1 : Number(weight) || 0 };
}

function matches(range: string, form: string): boolean {
  return range === form || range === '*/*' || range === `${form.split('/')[0] ?? ''}/*`;
}
