import { Button, NumberInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { LoanReview, LoansApi, WhatIf } from '../api/loans-api.js';
import { moneyText, wordsOf } from '../review/format.js';

interface WhatIfFormProps {
  readonly api: LoansApi;
  readonly application: string;
  readonly facts: LoanReview['facts'];
}

/** What would have been decided about another amount or term; nothing is kept of it. */
export function WhatIfForm({ api, application, facts: { amount, months } }: WhatIfFormProps) {
  const [pounds, setPounds] = useState<number | string>(amount.value / 100);
  const [term, setTerm] = useState<number | string>(months);
  const asking = useMutation({
    mutationFn: () =>
      api.whatIf(application, { amountMinor: Math.round(Number(pounds) * 100), months: Number(term) }),
  });
  return (
    <section aria-label="What if">
      <h2>What if</h2>
      <div className="what-if">
        <NumberInput label={`Amount in ${amount.currency}`} value={pounds} onChange={setPounds} />
        <NumberInput label="Months" value={term} onChange={setTerm} />
        <Button
          variant="default"
          loading={asking.isPending}
          onClick={() => {
            asking.mutate();
          }}
        >
          Ask
        </Button>
      </div>
      {asking.data !== undefined && <p data-testid="what-if">{answerText(asking.data, amount.currency)}</p>}
      {asking.error !== null && <p role="alert">{asking.error.message}</p>}
    </section>
  );
}

function answerText({ outcome, amountMinor, probability, reasons }: WhatIf, currency: string): string {
  const offered = amountMinor === null ? '' : ` with ${moneyText({ value: amountMinor, currency })}`;
  const why = reasons.map(({ sentence }) => sentence).join(' ');
  return `${wordsOf(outcome)}${offered}, probability of default ${(probability * 100).toFixed(1)} %. ${why}`;
}
