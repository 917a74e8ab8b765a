import { Button, Kbd } from '@mantine/core';
import { useEffect, useState } from 'react';
import { AskingTag } from './asking-tag.js';
import { Choices } from './choices.js';
import { moneyText, shortId, wordsOf } from './format.js';
import { LineForm } from './line-form.js';
import { snoozes } from './snoozes.js';
import { clusterChoices, type Review } from './use-review.js';

/** What can be done, each with its key, and what was done last. */
export function ActionBar({ review }: { readonly review: Review }) {
  const { state, asking, reasons, commands } = review;
  const secondsLeft = useSecondsLeft(state.undoUntilMs);
  const isIdle = state.current === null;
  return (
    <section className="actions" aria-label="Actions">
      {asking === 'reason' && (
        <Choices
          question="Decline because of"
          labels={reasons.map(wordsOf)}
          onChoose={(index) => {
            review.reject(reasons[index] ?? '');
          }}
        />
      )}
      {asking === 'snooze' && (
        <Choices
          question="Put off for"
          labels={snoozes.map(({ label }) => label)}
          onChoose={(index) => {
            review.snooze(snoozes[index]?.minutes ?? 60);
          }}
        />
      )}
      <AskingPayer review={review} />
      <AskingTag review={review} />
      <AskingCluster review={review} />
      <AskingMerge review={review} />
      <AskingList review={review} />
      {(asking === 'nothing' || asking === 'help') && (
        <div className="keys">
          <Act label="Release" hotkey="A" isIdle={isIdle} onClick={commands.release} />
          <Act label="Decline" hotkey="D" isIdle={isIdle} onClick={commands.decline} />
          <Act label="Escalate" hotkey="E" isIdle={isIdle} onClick={commands.escalate} />
          <Act label="Put off" hotkey="S" isIdle={isIdle} onClick={commands.snooze} />
          <Act label="Ask payer" hotkey="I" isIdle={isIdle} onClick={commands.question} />
          <Act label="Tag" hotkey="T" isIdle={isIdle} onClick={commands.tag} />
          {secondsLeft > 0 && (
            <Act label={`Undo (${secondsLeft} s)`} hotkey="Z" isIdle={false} onClick={commands.undo} />
          )}
        </div>
      )}
      <p className="said" role="status" aria-live="polite">
        {state.message}
      </p>
      <span className="quiet">? shows all keys</span>
    </section>
  );
}

function AskingCluster({ review }: { readonly review: Review }) {
  if (review.asking !== 'cluster') return null;
  const choices = clusterChoices(review);
  return (
    <Choices
      question="All like this"
      labels={choices.map(({ label }) => label)}
      onChoose={(index) => {
        choices[index]?.choose();
      }}
    />
  );
}

function AskingList({ review }: { readonly review: Review }) {
  if (review.asking !== 'list') return null;
  const { names, add } = review.listing;
  return (
    <Choices
      question={names.length === 0 ? 'There is no list' : 'Put the payee on the list'}
      labels={names}
      onChoose={(index) => {
        const name = names[index];
        if (name !== undefined) add(name);
      }}
    />
  );
}

function AskingMerge({ review }: { readonly review: Review }) {
  if (review.asking !== 'merge') return null;
  const { links, candidates, merge } = review.merging;
  const none = links === undefined ? 'Looking …' : 'Nothing open shares anything with this case';
  return (
    <Choices
      question={candidates.length === 0 ? none : 'One case with'}
      labels={candidates.map(({ amount, id }) => `${moneyText(amount)}, case ${shortId(id)}`)}
      onChoose={(index) => {
        const chosen = candidates[index];
        if (chosen !== undefined) merge(chosen);
      }}
    />
  );
}

function AskingPayer({ review }: { readonly review: Review }) {
  const { questions, chosen } = review.payerQuestions;
  if (review.asking === 'words')
    return (
      <LineForm
        label={chosen === null ? 'Ask the payer' : `Ask the payer: “${chosen.text}”`}
        description={`The payer reads it as it is. ${chosen === null ? '' : 'Add something, or nothing. '}Enter asks`}
        lengthMax={300}
        mayBeEmpty={chosen !== null}
        onEnter={review.askPayer}
        onBack={() => {
          review.ask('nothing');
        }}
      />
    );
  if (review.asking !== 'question') return null;
  return (
    <Choices
      question="Ask the payer"
      labels={[...questions.map(({ code }) => wordsOf(code)), 'own words']}
      onChoose={(index) => {
        review.chooseQuestion(questions[index] ?? null);
      }}
    />
  );
}

interface ActProps {
  readonly label: string;
  readonly hotkey: string;
  readonly isIdle: boolean;
  readonly onClick: () => void;
}

function Act({ label, hotkey, isIdle, onClick }: ActProps) {
  return (
    <Button
      size="compact-sm"
      px={6}
      variant="default"
      disabled={isIdle}
      onClick={onClick}
      rightSection={<Kbd size="xs">{hotkey}</Kbd>}
    >
      {label}
    </Button>
  );
}

function useSecondsLeft(untilMs: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [untilMs]);
  return untilMs === null ? 0 : Math.max(0, Math.ceil((untilMs - now) / 1000));
}
