import { Button } from '@mantine/core';
import { useState } from 'react';

interface ConfirmButtonProps {
  readonly name: string;
  /** What happens then, asked before it does. */
  readonly question: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
}

/** For what takes effect at once in every instance: asks before it acts. */
export function ConfirmButton({ name, question, isBusy, onConfirm }: ConfirmButtonProps) {
  const [isAsking, ask] = useState(false);
  if (!isAsking)
    return (
      <Button
        variant="default"
        disabled={isBusy}
        onClick={() => {
          ask(true);
        }}
      >
        {name}
      </Button>
    );
  return (
    <span className="fields" role="group" aria-label={question}>
      <span>{question}</span>
      <Button
        autoFocus
        color="red.9"
        disabled={isBusy}
        onClick={() => {
          ask(false);
          onConfirm();
        }}
      >
        Yes, {name.toLowerCase()}
      </Button>
      <Button
        variant="default"
        onClick={() => {
          ask(false);
        }}
      >
        No
      </Button>
    </span>
  );
}
