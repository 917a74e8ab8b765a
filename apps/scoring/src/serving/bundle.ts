import { hash } from 'node:crypto';
import type { FraudModel } from '@paymo/inference';
import { labelOf, type ServedRules } from '../rules/load-rules.js';
import type { Served } from './bundle-record.js';

/** All that decides, as one: a batch takes a bundle and keeps it to its end. */
export interface Bundle {
  /** Of the table `serving`; decisions record it. */
  readonly version: number;
  /** Undefined when it was killed or cannot be loaded: rules decide then. */
  readonly champion: FraudModel | undefined;
  readonly canary: { readonly model: FraudModel; readonly share: number } | undefined;
  readonly shadows: readonly FraudModel[];
  /** Rules, lists and policy. */
  readonly rules: ServedRules;
}

/** Models that are not among the loaded have no part in it. */
export function bundleOf(
  { version, roles }: Pick<Served, 'version' | 'roles'>,
  loaded: ReadonlyMap<string, FraudModel>,
  rules: ServedRules,
): Bundle {
  const inRole = (wanted: Served['roles'][number]['role']): FraudModel[] =>
    roles.flatMap(({ role, model }) => (role === wanted ? (loaded.get(model) ?? []) : []));
  const share = roles.find(({ role }) => role === 'canary')?.share ?? 0;
  const [champion, [canary]] = [inRole('champion')[0], inRole('canary')];
  return {
    version,
    champion,
    canary: canary === undefined ? undefined : { model: canary, share },
    shadows: inRole('shadow'),
    rules,
  };
}

const percents = 100;

/** Whether a canary with that share, in percent, decides for a payer: always the same payers, and more with a larger share. */
export function isCanaryPayer(payerId: string, share: number): boolean {
  return Number.parseInt(hash('sha256', `canary ${payerId}`).slice(0, 8), 16) % percents < share;
}

/** What a source of holds is limited as: another model, or a mended version of a rule, has not held too much yet. */
export function limitedSource(
  { rules }: Pick<Bundle, 'rules'>,
  decider: FraudModel | undefined,
  source: string,
): string {
  if (source === 'model' && decider !== undefined) return decider.id;
  const rule = rules.live.rules.find(({ definition }) => definition.id === source);
  return rule === undefined ? source : labelOf(rule);
}

/** Every model of a bundle, each once. */
export function modelsOf({ champion, canary, shadows }: Omit<Bundle, 'rules' | 'version'>): FraudModel[] {
  return [champion, canary?.model, ...shadows].filter((model) => model !== undefined);
}
