import { Button, Kbd } from '@mantine/core';

interface ChoicesProps {
  readonly question: string;
  readonly labels: readonly string[];
  readonly onChoose: (index: number) => void;
}

/** What a digit chooses. */
export function Choices({ question, labels, onChoose }: ChoicesProps) {
  return (
    <div className="keys" role="group" aria-label={question}>
      <span>{question}</span>
      {labels.map((label, index) => (
        <Button
          key={label}
          size="compact-sm"
          variant="default"
          rightSection={<Kbd>{index + 1}</Kbd>}
          onClick={() => {
            onChoose(index);
          }}
        >
          {label}
        </Button>
      ))}
      <span className="quiet">Esc goes back</span>
    </div>
  );
}
