import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomerList, RecommendationsApi } from '../api/recommendations-api.js';
import { wordsOf } from '../review/format.js';
import { Figures } from '../shell/figures.js';

/** One customer's list of this moment with its reasons, and what is kept from it and why. */
export function CustomerPage({ api }: { readonly api: RecommendationsApi }) {
  const [account, setAccount] = useState('');
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => api.customer(account.trim()) });
  return (
    <main className="zone" tabIndex={0} aria-label="One customer">
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <TextInput
          label="Account"
          placeholder="acc_…"
          value={account}
          onChange={(event) => {
            setAccount(event.currentTarget.value);
          }}
        />
        <Button type="submit" disabled={isPending || account.trim() === ''}>
          Look
        </Button>
      </form>
      {error !== null && <p role="alert">{error.message}</p>}
      {data !== undefined && <List list={data} />}
    </main>
  );
}

function List({ list }: { readonly list: CustomerList }) {
  return (
    <>
      <p data-testid="facts">{factsText(list)}</p>
      <Figures
        caption="The list"
        heads={['Place', 'Item', 'Category', 'Source', 'Reason', 'Score']}
        rows={list.items.map(({ place, title, category, source, reason, score }) => [
          place,
          title,
          category,
          source,
          reason,
          score.toFixed(3),
        ])}
      />
      <Figures
        caption="What is kept from the list"
        heads={['Item', 'Reason']}
        rows={list.exclusions.map(({ item, title, reason }) => [
          title ?? item ?? 'everything',
          wordsOf(reason),
        ])}
      />
    </>
  );
}

function factsText({ facts, source, arm }: CustomerList): string {
  if (facts === null) return 'Nothing is known of this customer, who has consented to nothing.';
  const said = [
    facts.hasConsent ? 'has consented' : 'has not consented',
    ...(facts.isSuppressed ? ['is suppressed'] : []),
    ...(facts.isInArrears ? ['is in arrears'] : []),
    ...(facts.isVulnerable ? ['is marked vulnerable'] : []),
    facts.isAffordable ? 'can afford credit' : 'has not passed the affordability pre-check',
    facts.age === null ? 'is of an unknown age' : `is ${facts.age} years old`,
  ];
  return `Segment ${facts.segment}: ${said.join(', ')}. The list is ${source}, in the ${arm} arm.`;
}
