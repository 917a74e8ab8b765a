import { TextInput } from '@mantine/core';
import { useState } from 'react';

interface LineFormProps {
  readonly label: string;
  /** What Enter does, such as `Enter asks`. */
  readonly description: string;
  readonly lengthMax: number;
  readonly mayBeEmpty?: boolean;
  readonly onEnter: (text: string) => void;
  readonly onBack: () => void;
}

/** One line that Enter sends and Esc leaves, in the place of the actions. */
export function LineForm({
  label,
  description,
  lengthMax,
  mayBeEmpty = false,
  onEnter,
  onBack,
}: LineFormProps) {
  const [text, setText] = useState('');
  return (
    <TextInput
      label={label}
      description={`${description}, Esc goes back`}
      value={text}
      maxLength={lengthMax}
      autoFocus
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onBack();
        if (event.key === 'Enter' && (mayBeEmpty || text.trim() !== '')) onEnter(text.trim());
      }}
    />
  );
}
