import { Button, NativeSelect, NumberInput } from '@mantine/core';
import type { QueueFilters, SavedView } from '../api/review-api.js';
import { SaveView } from './save-view.js';
import type { Views } from './use-views.js';

interface QueueFiltersProps {
  readonly views: Views;
  readonly tags: readonly string[];
  readonly analyst: string;
}

const sorts = [
  { value: 'deadline', label: 'next deadline' },
  { value: 'loss', label: 'largest expected loss' },
  { value: 'age', label: 'longest held' },
];
const lanes = [
  { value: '', label: 'all' },
  { value: 'first', label: 'first' },
  { value: 'senior', label: 'escalated' },
  { value: 'second', label: 'second analyst' },
];

/** Chooses what of the queue is shown: a saved view, or filters and a sort that can be saved as one. */
export function QueueFiltersPanel({ views, tags, analyst }: QueueFiltersProps) {
  const { filters, setFilters, saved } = views;
  const chosen = saved.find(({ query }) => isSame(query, filters));
  return (
    <>
      <NativeSelect
        id="view"
        label="View (V)"
        size="xs"
        value={chosen?.id ?? ''}
        data={[
          { value: '', label: Object.keys(filters).length === 0 ? 'the whole queue' : 'as filtered' },
          ...saved.map((view) => ({ value: view.id, label: labelOf(view, analyst) })),
        ]}
        onChange={({ currentTarget }) => {
          setFilters(saved.find(({ id }) => id === currentTarget.value)?.query ?? {});
          currentTarget.blur();
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur();
        }}
      />
      <details className="filters">
        <summary>Filter and sort</summary>
        <FilterFields filters={filters} tags={tags} onChange={setFilters} />
        <SaveView views={views} />
        {chosen?.owner === analyst && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              views.remove(chosen);
            }}
          >
            Forget “{chosen.name}”
          </Button>
        )}
      </details>
    </>
  );
}

interface FilterFieldsProps {
  readonly filters: QueueFilters;
  readonly tags: readonly string[];
  readonly onChange: (filters: QueueFilters) => void;
}

function FilterFields({ filters, tags, onChange }: FilterFieldsProps) {
  const change = (key: keyof QueueFilters, value: string | number): void => {
    const others = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== key));
    onChange(value === '' ? others : { ...others, [key]: value });
  };
  const field = (key: 'sort' | 'tag' | 'lane', label: string, choices: Choices) => (
    <NativeSelect
      label={label}
      size="xs"
      value={filters[key] ?? ''}
      data={choices}
      onChange={({ currentTarget: { value } }) => {
        change(key, value);
      }}
    />
  );
  return (
    <>
      {field('sort', 'First comes', sorts)}
      {field('tag', 'Tag', [{ value: '', label: 'any or none' }, ...tags])}
      {field('lane', 'Lane', lanes)}
      <NumberInput
        label="Amount from, £"
        size="xs"
        min={0}
        value={filters.amountMin === undefined ? '' : filters.amountMin / 100}
        onChange={(value) => {
          change('amountMin', value === '' ? '' : Math.round(Number(value) * 100));
        }}
      />
    </>
  );
}

type Choices = (string | { value: string; label: string })[];

function isSame(one: QueueFilters, other: QueueFilters): boolean {
  const [theirs, names] = [new Map(Object.entries(other)), Object.entries(one)];
  return names.length === theirs.size && names.every(([name, value]) => theirs.get(name) === value);
}

function labelOf({ name, owner }: SavedView, analyst: string): string {
  return owner === analyst ? name : `${name} (${owner})`;
}
