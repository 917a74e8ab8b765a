import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Rule, RuleDefinition, RulesApi, RuleStatus } from '../api/rules-api.js';
import { RuleForm } from './rule-form.js';
import { RulePage } from './rule-page.js';

const refreshMs = 3000;
/** What acts on payments comes first. */
const groups = ['live', 'shadow', 'reviewed', 'draft', 'retired'] as const satisfies readonly RuleStatus[];

interface RulesPageProps {
  readonly api: RulesApi;
  readonly person: string;
}

/** All rules by how far they came, and one of them, or a form for a new one. */
export function RulesPage({ api, person }: RulesPageProps) {
  const { data = [], error } = useQuery({
    queryKey: ['rules'],
    queryFn: () => api.list(),
    refetchInterval: refreshMs,
  });
  const [chosen, choose] = useState<string | null>(null);
  const [written, write] = useState<Written | null>(null);
  const ordered = groups.flatMap((status) => data.filter((rule) => statusOf(rule) === status));
  const current = ordered.find(({ id }) => id === chosen) ?? ordered[0];
  const show = (id: string): void => {
    choose(id);
    write(null);
  };
  return (
    <div className="columns">
      <nav className="zone" aria-label="Rules by state" tabIndex={0}>
        <Button
          mb="sm"
          onClick={() => {
            write({});
          }}
        >
          New rule
        </Button>
        {groups.map((status) => {
          const rules = ordered.filter((rule) => statusOf(rule) === status);
          return <Group key={status} status={status} rules={rules} current={current} onChoose={show} />;
        })}
      </nav>
      <main className="zone" tabIndex={0} aria-label="The chosen rule">
        {error !== null && <p role="alert">{error.message}</p>}
        <Chosen api={api} person={person} rule={current} written={written} onWrite={write} onDrafted={show} />
      </main>
    </div>
  );
}

/** A form that is being filled in; a new version starts from another. */
interface Written {
  readonly start?: RuleDefinition;
}

interface ChosenProps extends RulesPageProps {
  readonly rule: Rule | undefined;
  readonly written: Written | null;
  readonly onWrite: (written: Written | null) => void;
  readonly onDrafted: (id: string) => void;
}

function Chosen({ api, person, rule, written, onWrite, onDrafted }: ChosenProps) {
  if (written !== null)
    return (
      <RuleForm
        api={api}
        start={written.start}
        onDrafted={onDrafted}
        onCancel={() => {
          onWrite(null);
        }}
      />
    );
  if (rule === undefined) return <p>There are no rules yet.</p>;
  return (
    <RulePage
      key={rule.id}
      api={api}
      rule={rule}
      person={person}
      onRewrite={(start) => {
        onWrite({ start });
      }}
    />
  );
}

/** How far any version of the rule came. */
function statusOf({ versions }: Rule): RuleStatus {
  return groups.find((each) => versions.some(({ status }) => status === each)) ?? 'draft';
}

interface GroupProps {
  readonly status: RuleStatus;
  readonly rules: readonly Rule[];
  readonly current: Rule | undefined;
  readonly onChoose: (id: string) => void;
}

function Group({ status, rules, current, onChoose }: GroupProps) {
  if (rules.length === 0) return null;
  return (
    <>
      <h2>
        {status}, {rules.length}
      </h2>
      <ul className="choices">
        {rules.map((rule) => (
          <li key={rule.id}>
            <button
              type="button"
              aria-current={rule.id === current?.id}
              onClick={() => {
                onChoose(rule.id);
              }}
            >
              <strong>{rule.id}</strong>
              <br />
              <span className="quiet">
                {rule.killedAt === null ? rule.versions.at(-1)?.definition.sentence : 'killed'}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
