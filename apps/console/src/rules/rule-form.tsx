import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleDefinition, RulesApi } from '../api/rules-api.js';
import { ExpressionField } from './expression-field.js';

interface RuleFormProps {
  readonly api: RulesApi;
  /** What a new version starts from; a new rule starts from nothing. */
  readonly start?: RuleDefinition | undefined;
  readonly onDrafted: (id: string) => void;
  readonly onCancel: () => void;
}

const empty: RuleDefinition = {
  id: '',
  expression: '',
  outcome: 'hold',
  onError: 'hold',
  reason: '',
  sentence: '',
};

/** Writes a rule, or a new version of one. A draft decides nothing. */
export function RuleForm({ api, start, onDrafted, onCancel }: RuleFormProps) {
  const client = useQueryClient();
  const [definition, setDefinition] = useState(start ?? empty);
  const { data: words = [] } = useQuery({ queryKey: ['rule-words'], queryFn: () => api.words() });
  const drafting = useMutation({
    mutationFn: () => api.draft(definition),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['rules'] });
      onDrafted(id);
    },
  });
  const change = (part: Partial<RuleDefinition>): void => {
    setDefinition({ ...definition, ...part });
  };
  return (
    <form
      aria-label="Rule"
      onSubmit={(event) => {
        event.preventDefault();
        drafting.mutate();
      }}
    >
      <h2>{start === undefined ? 'New rule' : `New version of ${start.id}`}</h2>
      <ExpressionField
        api={api}
        words={words}
        value={definition.expression}
        onChange={(expression) => {
          change({ expression });
        }}
      />
      <RuleWords definition={definition} isNew={start === undefined} onChange={change} />
      <div className="fields">
        <Button type="submit" loading={drafting.isPending}>
          Save draft
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      {drafting.error !== null && <p role="alert">{drafting.error.message}</p>}
      <Reference words={words} />
    </form>
  );
}

interface RuleWordsProps {
  readonly definition: RuleDefinition;
  readonly isNew: boolean;
  readonly onChange: (part: Partial<RuleDefinition>) => void;
}

/** What the rule is called, what a yes means, and what analysts read. */
function RuleWords({ definition, isNew, onChange }: RuleWordsProps) {
  const text = (name: 'id' | 'reason' | 'sentence') => ({
    value: definition[name],
    required: true,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      onChange({ [name]: currentTarget.value });
    },
  });
  return (
    <>
      <div className="fields">
        <TextInput label="Name" placeholder="large-at-night" disabled={!isNew} {...text('id')} />
        <NativeSelect
          label="A yes means"
          value={definition.outcome}
          data={[
            { value: 'hold', label: 'hold' },
            { value: 'decline', label: 'decline' },
            { value: 'approve', label: 'take back a hold of the model' },
          ]}
          onChange={({ currentTarget }) => {
            const outcome = outcomes.find((each) => each === currentTarget.value);
            if (outcome !== undefined) onChange({ outcome });
          }}
        />
        <NativeSelect
          label="An error means"
          value={definition.onError}
          data={['hold', 'ignore']}
          onChange={({ currentTarget }) => {
            onChange({ onError: currentTarget.value === 'ignore' ? 'ignore' : 'hold' });
          }}
        />
        <TextInput label="Reason code" placeholder="large_at_night" {...text('reason')} />
      </div>
      <TextInput label="Sentence for analysts" maxLength={300} mb="sm" {...text('sentence')} />
    </>
  );
}

const outcomes = ['hold', 'decline', 'approve'] as const;

function Reference({ words }: { readonly words: Awaited<ReturnType<RulesApi['words']>> }) {
  return (
    <details>
      <summary>All {words.length} words</summary>
      <dl className="facts-of words">
        {words.map(({ name, type, meaning }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{meaning === '' ? type : `${type}; ${meaning}`}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
