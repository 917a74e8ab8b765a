import { Badge, Button } from '@mantine/core';
import type { Case } from '../api/case.js';
import type { DecisionsApi } from '../api/decisions-api.js';
import type { ReviewApi } from '../api/review-api.js';
import type { DeskState } from './desk.js';
import { moneyText, shortId, spanText } from './format.js';
import { PayerAnswers } from './payer-answers.js';
import { SignedBar } from './signed-bar.js';
import { SmallestChange } from './smallest-change.js';

interface DecisionFactsProps {
  readonly api: ReviewApi;
  readonly state: DeskState;
  readonly decisions: DecisionsApi | null;
  readonly isBlind: boolean;
  readonly onSeen: () => void;
}

/** What an analyst has to know of a case: facts first, then what the model makes of them. */
export function DecisionFacts({ api, state, decisions, isBlind, onSeen }: DecisionFactsProps) {
  const { current, isLooking, fault } = state;
  return (
    <>
      {fault !== null && (
        <div className="fault" role="alert">
          {fault}{' '}
          <Button size="compact-sm" variant="default" onClick={onSeen}>
            Seen
          </Button>
        </div>
      )}
      {current === null ? (
        <p>{isLooking ? 'Looking for a case …' : 'No case is free. New ones appear by themselves.'}</p>
      ) : (
        <>
          <CaseFacts api={api} current={current} isBlind={isBlind} />
          <Score current={current} decisions={decisions} isBlind={isBlind} />
        </>
      )}
    </>
  );
}

interface CaseFactsProps extends Pick<DecisionFactsProps, 'api' | 'isBlind'> {
  readonly current: Case;
}

/** What is known of a case without any score. */
export function CaseFacts({ api, current, isBlind }: CaseFactsProps) {
  return (
    <>
      <Payment current={current} />
      <PayerAnswers api={api} current={current} />
      <Reasons current={current} isBlind={isBlind} />
      <Rules rules={current.rules} />
    </>
  );
}

interface ScoreProps extends Pick<DecisionFactsProps, 'decisions' | 'isBlind'> {
  readonly current: Case;
}

function Score({ current, decisions, isBlind }: ScoreProps) {
  if (isBlind) return <p className="quiet">The score is hidden until you ask for it (B).</p>;
  return (
    <>
      {decisions !== null && <SmallestChange decisions={decisions} paymentId={current.paymentId} />}
      <p data-testid="score">
        Score {current.score?.toFixed(3) ?? 'none'} by {current.model}, expected loss{' '}
        {moneyText(current.expectedLoss)}
      </p>
    </>
  );
}

function Payment({ current }: { readonly current: Case }) {
  const now = Date.now();
  const figures = [
    ['Payer', shortId(current.payer), current.payer],
    ['Payee', shortId(current.payee), current.payee],
    ['Payment', shortId(current.paymentId), current.paymentId],
    ['Sent', new Date(current.occurredAt).toLocaleString('en-GB')],
    ['Held for', spanText(Date.parse(current.openedAt), now)],
    ['Time left', spanText(now, Date.parse(current.deadlineAt))],
  ];
  return (
    <section aria-label="Payment">
      <div className="verdict-line">
        <strong data-testid="amount">{moneyText(current.amount)}</strong>
        <span>{current.type}</span>
        {current.tags.map((tag) => (
          <Badge key={tag} color="gray.8" tt="none">
            {tag}
          </Badge>
        ))}
        {current.lane === 'senior' && <Badge color="grape.9">Escalated</Badge>}
        {current.proposedBy !== null && <span>Released by {current.proposedBy}: needs a second analyst</span>}
      </div>
      <dl className="figures">
        {figures.map(([term, text, whole]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd title={whole}>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Reasons({ current: { reasons }, isBlind }: { readonly current: Case; readonly isBlind: boolean }) {
  const largest = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)), 0.001);
  return (
    <section aria-label="What is different">
      <h2>What is different</h2>
      {reasons.length === 0 && <p className="quiet">No model could say.</p>}
      <ul className="reasons">
        {reasons.map(({ feature, sentence, contribution }) => (
          <li key={feature}>
            <span>{sentence}</span>
            {!isBlind && <SignedBar value={contribution} largest={largest} />}
            {!isBlind && <span className="number">{signed(contribution)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rules({ rules }: Pick<Case, 'rules'>) {
  if (rules.length === 0) return null;
  return (
    <section aria-label="Rules that hit">
      <h2>Rules that hit</h2>
      <ul>
        {rules.map(({ ruleId, sentence, verdict }) => (
          <li key={ruleId}>
            {sentence} <span className="quiet">{verdict}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
