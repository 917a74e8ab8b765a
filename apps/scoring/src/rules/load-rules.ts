import { featureNames } from '@paymo/features';
import type { Database, Statement, Transaction } from '@paymo/platform';
import {
  compilePolicy,
  compileRule,
  type ListEntries,
  type Policy,
  policySchema,
  type Rule,
  type RuleDefinition,
  ruleDefinitionSchema,
  RuleSet,
  ValueLists,
  Vocabulary,
} from '@paymo/rules';

export interface ServedRules {
  readonly live: RuleSet;
  readonly shadow: RuleSet;
  /** Null until a policy was reviewed. */
  readonly policy: Policy | null;
  readonly vocabulary: Vocabulary;
  /** Names of what is served, such as `large-at-night@3` and `policy/2`. */
  readonly labels: { readonly rules: readonly string[]; readonly policy: string | null };
  /** Shadow rules that cannot be read any more and are left out. */
  readonly faults: readonly string[];
}

/** What decides beside the model, as it is read from the database. */
export interface ServedRow {
  readonly rules: readonly {
    readonly status: 'shadow' | 'live';
    readonly version: number;
    readonly definition: unknown;
  }[];
  readonly lists: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly policy: { readonly version: number; readonly document: unknown } | null;
}

/** Entries expire by the clock of the decision: those that did so of late are read too, as clocks differ. */
const listsAsJson = `
  (SELECT coalesce(json_object_agg(name, entries), '{}') FROM (
    SELECT name, coalesce(json_object_agg(value, extract(epoch FROM expires_at) * 1000)
      FILTER (WHERE value IS NOT NULL), '{}') AS entries
    FROM lists LEFT JOIN list_entries
      ON list = name AND (expires_at IS NULL OR expires_at > now() - interval '1 hour')
    GROUP BY name
  ) AS filled)`;

const servedRules: Statement = {
  name: 'served_rules',
  text: `
    SELECT
      (SELECT coalesce(json_agg(json_build_object('status', status, 'version', version, 'definition', definition)
          ORDER BY rule_id), '[]')
        FROM rule_versions JOIN rules ON rules.id = rule_id
        WHERE status IN ('shadow', 'live') AND killed_at IS NULL) AS rules,
      ${listsAsJson} AS lists,
      (SELECT json_build_object('version', version, 'document', document) FROM policies
        WHERE reviewer IS NOT NULL ORDER BY version DESC LIMIT 1) AS policy`,
};

const lists: Statement = { name: 'lists_for_rules', text: `SELECT ${listsAsJson} AS lists` };

type Reader = Pick<Transaction, 'query'> | Pick<Database, 'query'>;

/** Reads everything that decides beside the model, in one round trip. */
export async function readServed(reader: Reader): Promise<ServedRow> {
  const [row] = await reader.query<ServedRow>(servedRules, []);
  if (row === undefined) throw new Error('Postgres answered no row for the rules');
  return row;
}

/**
 * Makes rules and policy ready to be evaluated.
 *
 * @throws Error when a live rule or the policy cannot be read any more, so that nobody decides without it
 */
export function compileServed(row: ServedRow): ServedRules {
  const vocabulary = vocabularyOf(row.lists);
  const live: Rule[] = [];
  const shadow: Rule[] = [];
  const faults: string[] = [];
  for (const { status, version, definition } of row.rules) {
    const read = readRule(definition, version, vocabulary);
    if (typeof read !== 'string') (status === 'live' ? live : shadow).push(read);
    else if (status === 'live') throw new Error(`${read}; retire it, or put a mended version live`);
    else faults.push(read);
  }
  return {
    live: new RuleSet(live, vocabulary),
    shadow: new RuleSet(shadow, vocabulary),
    policy: row.policy === null ? null : readPolicy(row.policy, vocabulary),
    vocabulary,
    labels: {
      rules: live.map(labelOf),
      policy: row.policy === null ? null : `policy/${row.policy.version}`,
    },
    faults,
  };
}

/** What a version of a rule is called wherever versions differ. */
export function labelOf({ definition, version }: Rule): string {
  return `${definition.id}@${version}`;
}

/** The words that rules may use now: the catalogue's features, and the lists with their entries. */
export async function loadVocabulary(reader: Reader): Promise<Vocabulary> {
  const [row] = await reader.query<Pick<ServedRow, 'lists'>>(lists, []);
  return vocabularyOf(row?.lists ?? {});
}

function vocabularyOf(stored: ServedRow['lists']): Vocabulary {
  const entries = Object.entries(stored).map(([name, values]): [string, ListEntries] => [
    name,
    new Map(Object.entries(values)),
  ]);
  return new Vocabulary(featureNames, new ValueLists(new Map(entries)));
}

/** The rule, or what is wrong with it. */
function readRule(stored: unknown, version: number, vocabulary: Vocabulary): Rule | string {
  const definition: RuleDefinition = ruleDefinitionSchema.parse(stored);
  const compiled = compileRule(definition, vocabulary, version);
  if (compiled.ok) return compiled.rule;
  const reasons = compiled.faults.map(({ message }) => message).join('; ');
  return `the rule ${definition.id}@${version} cannot be evaluated: ${reasons}`;
}

function readPolicy({ version, document }: NonNullable<ServedRow['policy']>, vocabulary: Vocabulary): Policy {
  const compiled = compilePolicy(policySchema.parse(document), vocabulary);
  if (compiled.ok) return compiled.policy;
  const reasons = compiled.faults.map(({ segment, message }) => `${segment}: ${message}`).join('; ');
  throw new Error(`policy/${version} cannot be evaluated: ${reasons}; review a mended one`);
}
