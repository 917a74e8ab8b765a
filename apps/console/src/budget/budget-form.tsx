import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { BudgetQuestion } from '../api/budget-api.js';

interface BudgetFormProps {
  readonly isBusy: boolean;
  readonly onAsk: (question: BudgetQuestion) => void;
}

/** Asks which threshold a number of reviews a day allows. */
export function BudgetForm({ isBusy, onAsk }: BudgetFormProps) {
  const [perDay, setPerDay] = useState<number | string>(200);
  const [days, setDays] = useState<number | string>(30);
  const [rankBy, setRankBy] = useState<BudgetQuestion['rankBy']>('expected_loss');
  return (
    <form
      className="fields"
      aria-label="Budget"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ perDay: Number(perDay), days: Number(days), rankBy });
      }}
    >
      <NumberInput
        label="Reviews a day"
        w={150}
        min={1}
        max={1_000_000}
        value={perDay}
        onChange={setPerDay}
      />
      <NumberInput label="by the last days" w={150} min={1} max={400} value={days} onChange={setDays} />
      <NativeSelect
        label="First those with the highest"
        value={rankBy}
        data={[
          { value: 'expected_loss', label: 'expected loss: score × amount' },
          { value: 'score', label: 'score' },
        ]}
        onChange={({ currentTarget }) => {
          setRankBy(currentTarget.value === 'score' ? 'score' : 'expected_loss');
        }}
      />
      <Button type="submit" loading={isBusy}>
        Find the threshold
      </Button>
    </form>
  );
}
