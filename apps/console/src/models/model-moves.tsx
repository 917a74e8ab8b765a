import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Model, ModelsApi } from '../api/models-api.js';
import { ConfirmButton } from '../shell/confirm-button.js';
import { useChange } from './use-change.js';

interface ModelMovesProps {
  readonly api: ModelsApi;
  readonly model: Model;
  readonly person: string;
}

/** What can be done with a model in its present role. A promotion takes two people. */
export function ModelMoves({ api, model, person }: ModelMovesProps) {
  const change = useChange();
  const act = (work: () => Promise<unknown>) => () => {
    change.mutate(work);
  };
  const { id, role } = model;
  return (
    <section aria-label="Moves">
      <h2>Moves</h2>
      <div className="fields">
        {role !== 'champion' && (
          <>
            {role !== 'shadow' && (
              <Button variant="default" onClick={act(() => api.move(id, 'shadow'))}>
                Start shadow
              </Button>
            )}
            <CanaryForm
              onStart={(share) => {
                change.mutate(() => api.canary(id, share));
              }}
            />
            {role !== null && (
              <Button variant="default" onClick={act(() => api.move(id, 'retire'))}>
                Retire
              </Button>
            )}
          </>
        )}
        {role !== null && (
          <ConfirmButton
            name="Kill"
            question={`Take ${id} out of service now?`}
            isBusy={change.isPending}
            onConfirm={act(() => api.move(id, 'kill'))}
          />
        )}
      </div>
      {role !== 'champion' && (
        <Promotion
          askedBy={model.promotionAskedBy}
          person={person}
          isBusy={change.isPending}
          onPromote={act(() => api.move(id, 'promote'))}
        />
      )}
      {change.error !== null && <p role="alert">{change.error.message}</p>}
    </section>
  );
}

function CanaryForm({ onStart }: { readonly onStart: (share: number) => void }) {
  const [share, setShare] = useState<number | string>(5);
  return (
    <div className="fields">
      <NumberInput label="Share of payers, %" w={150} min={1} max={100} value={share} onChange={setShare} />
      <Button
        variant="default"
        onClick={() => {
          onStart(Number(share));
        }}
      >
        Start canary
      </Button>
    </div>
  );
}

interface PromotionProps {
  readonly askedBy: string | null;
  readonly person: string;
  readonly isBusy: boolean;
  readonly onPromote: () => void;
}

function Promotion({ askedBy, person, isBusy, onPromote }: PromotionProps) {
  const isOwn = askedBy === person;
  return (
    <div className="fields">
      <Button disabled={isBusy || isOwn} onClick={onPromote}>
        {askedBy === null ? 'Ask for promotion' : 'Promote as the second person'}
      </Button>
      {askedBy !== null && (
        <p data-testid="promotion">
          {isOwn
            ? 'You asked for this promotion: somebody else has to confirm it.'
            : `${askedBy} asks for this promotion: with your consent it decides at once.`}
        </p>
      )}
    </div>
  );
}
