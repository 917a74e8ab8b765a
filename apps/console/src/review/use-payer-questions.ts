import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PayerQuestion, ReviewApi } from '../api/review-api.js';

/** What payers can be asked, and which of it was chosen. */
export interface PayerQuestions {
  readonly questions: readonly PayerQuestion[];
  /** Null for own words alone. */
  readonly chosen: PayerQuestion | null;
  readonly choose: (question: PayerQuestion | null) => void;
}

export function usePayerQuestions(api: ReviewApi): PayerQuestions {
  const { data = [] } = useQuery({
    queryKey: ['payer-questions'],
    queryFn: () => api.payerQuestions(),
    staleTime: Infinity,
  });
  const [chosen, choose] = useState<PayerQuestion | null>(null);
  return { questions: data, chosen, choose };
}
