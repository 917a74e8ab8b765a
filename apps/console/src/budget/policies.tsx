import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BudgetApi, Policy } from '../api/budget-api.js';
import { timeText } from '../shell/texts.js';
import { limitsText } from './limits-text.js';

const refreshMs = 3000;

interface PoliciesProps {
  readonly api: BudgetApi;
  readonly person: string;
}

/** The versions of the policy: which decides, and which wait for a second person. */
export function Policies({ api, person }: PoliciesProps) {
  const client = useQueryClient();
  const { data = [], error } = useQuery({
    queryKey: ['policies'],
    queryFn: () => api.policies(),
    refetchInterval: refreshMs,
  });
  const approving = useMutation({
    mutationFn: (version: number) => api.approve(version),
    onSettled: () => client.invalidateQueries({ queryKey: ['policies'] }),
  });
  const fault = approving.error ?? error;
  return (
    <section aria-label="Policies">
      <h2>Policies</h2>
      {fault !== null && <p role="alert">{fault.message}</p>}
      {data.every(({ isServed }) => !isServed) && (
        <p>Nobody has set a policy yet: the thresholds that came with the champion decide.</p>
      )}
      <ul className="policies">
        {data.map((policy) => (
          <li key={policy.version}>
            <strong>Policy {policy.version}</strong> {limitsText(policy.document.limits)}.{' '}
            <span className="quiet">
              By {policy.author}, {timeText(policy.draftedAt)}.
            </span>{' '}
            <State
              policy={policy}
              isOwn={policy.author === person}
              onApprove={() => {
                approving.mutate(policy.version);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface StateProps {
  readonly policy: Policy;
  readonly isOwn: boolean;
  readonly onApprove: () => void;
}

function State({ policy: { version, isServed, reviewer }, isOwn, onApprove }: StateProps) {
  if (isServed) return <strong>It decides, approved by {reviewer}.</strong>;
  if (reviewer !== null) return <span>Approved by {reviewer}; another decides now.</span>;
  return (
    <>
      <Button size="compact-sm" disabled={isOwn} onClick={onApprove}>
        Approve policy {version}
      </Button>{' '}
      <span>
        {isOwn ? 'You wrote it: somebody else approves it.' : 'With your approval it decides at once.'}
      </span>
    </>
  );
}
