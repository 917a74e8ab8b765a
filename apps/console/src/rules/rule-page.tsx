import type { Rule, RuleDefinition, RulesApi } from '../api/rules-api.js';
import { Figures } from '../shell/figures.js';
import { timeText } from '../shell/texts.js';
import { RuleMoves } from './rule-moves.js';
import { RuleReports } from './rule-reports.js';

interface RulePageProps {
  readonly api: RulesApi;
  readonly rule: Rule;
  readonly person: string;
  readonly onRewrite: (start: RuleDefinition) => void;
}

/** One rule: what it asks, what can be done with it, what it does, and its versions. */
export function RulePage({ api, rule, person, onRewrite }: RulePageProps) {
  const newest = rule.versions.at(-1);
  if (newest === undefined) return null;
  const { definition, version } = newest;
  return (
    <>
      <section aria-label="Rule">
        <h2>
          {rule.id}, version {version}
        </h2>
        <pre className="source">{definition.expression}</pre>
        <p className="quiet">
          {definition.outcome === 'approve' ? 'takes back a hold of the model' : definition.outcome}; an error
          means {definition.onError}; {definition.reason}: {definition.sentence}
        </p>
        {rule.killedAt !== null && (
          <p role="alert">
            Killed by {rule.killedBy} on {timeText(rule.killedAt)}: no version of it is asked until it is put
            live again.
          </p>
        )}
      </section>
      <RuleMoves
        api={api}
        rule={rule}
        person={person}
        onRewrite={() => {
          onRewrite(definition);
        }}
      />
      <RuleReports api={api} rule={rule} />
      <Figures
        caption="Versions"
        heads={['Version', 'State', 'Author', 'Drafted', 'Reviewer', 'Expression']}
        rows={rule.versions
          .toReversed()
          .map((each) => [
            String(each.version),
            each.status,
            each.author,
            timeText(each.draftedAt),
            each.reviewer ?? '',
            each.definition.expression,
          ])}
      />
    </>
  );
}
