import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PayerQuestion } from '../api/review-api.js';

interface QuestionFormProps {
  /** Null for own words alone. */
  readonly chosen: PayerQuestion | null;
  readonly onAsk: (text: string) => void;
  readonly onBack: () => void;
}

/** The last step before a payer is asked: what they will read, and words to add. */
export function QuestionForm({ chosen, onAsk, onBack }: QuestionFormProps) {
  const [text, setText] = useState('');
  const isEnough = chosen !== null || text.trim() !== '';
  return (
    <TextInput
      label={chosen === null ? 'Ask the payer' : `Ask the payer: “${chosen.text}”`}
      description={`The payer reads it as it is. ${isEnough ? 'Enter asks' : 'Write a question'}, Esc goes back`}
      placeholder={chosen === null ? '' : 'Add something, or nothing'}
      value={text}
      maxLength={300}
      autoFocus
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onBack();
        if (event.key === 'Enter' && isEnough) onAsk(text.trim());
      }}
    />
  );
}
