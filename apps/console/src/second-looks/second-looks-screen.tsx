import { Button, Kbd } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReviewApi } from '../api/review-api.js';
import type { FirstVerdict, SecondLooksApi } from '../api/second-looks-api.js';
import { Choices } from '../review/choices.js';
import { CaseFacts } from '../review/decision-facts.js';
import { moneyText, wordsOf } from '../review/format.js';
import { Page } from '../shell/page.js';
import { type SecondLooks, useSecondLooks } from './use-second-looks.js';

interface SecondLooksScreenProps {
  readonly api: SecondLooksApi;
  readonly review: ReviewApi;
  readonly person: string;
}

/** Verdicts of colleagues, to be given again without knowing them: A and D as for the first. */
export function SecondLooksScreen({ api, review, person }: SecondLooksScreenProps) {
  const { data: reasons = [] } = useQuery({
    queryKey: ['reasons'],
    queryFn: () => review.rejectReasons(),
    staleTime: Infinity,
  });
  const looks = useSecondLooks(api, reasons);
  const { current, isLooking, first, fault } = looks;
  return (
    <Page title="Paymo second looks" person={person}>
      <main className="zone" tabIndex={0} aria-label="Second looks">
        <p className="quiet">
          What you say here moves no money. You see what your colleague saw, but not what they decided.
        </p>
        {fault !== null && <p role="alert">{fault}</p>}
        {current === null ? (
          <p>{isLooking ? 'Looking …' : 'No verdict waits for a second look.'}</p>
        ) : (
          <CaseFacts api={review} current={current} isBlind />
        )}
        <Opinion looks={looks} reasons={reasons} />
        <p role="status" aria-live="polite">
          {first === null ? '' : firstText(first)}
        </p>
      </main>
    </Page>
  );
}

function Opinion({ looks, reasons }: { readonly looks: SecondLooks; readonly reasons: readonly string[] }) {
  const isIdle = looks.current === null;
  if (looks.isAskingReason)
    return (
      <Choices
        question="Decline because of"
        labels={reasons.map(wordsOf)}
        onChoose={(index) => {
          looks.reject(reasons[index] ?? '');
        }}
      />
    );
  return (
    <div className="keys">
      <Button variant="default" disabled={isIdle} rightSection={<Kbd>A</Kbd>} onClick={looks.release}>
        I would release
      </Button>{' '}
      <Button variant="default" disabled={isIdle} rightSection={<Kbd>D</Kbd>} onClick={looks.decline}>
        I would decline
      </Button>
    </div>
  );
}

function firstText({ amount, status, reviewer, reason }: FirstVerdict): string {
  const why = reason === null ? '' : ` because of ${wordsOf(reason)}`;
  return `The last one, ${moneyText(amount)}, was ${status} by ${reviewer ?? 'nobody'}${why}.`;
}
