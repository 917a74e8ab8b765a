import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Rule, RuleMove, RulesApi, RuleStatus, RuleVersion } from '../api/rules-api.js';
import { ConfirmButton } from '../shell/confirm-button.js';

interface RuleMovesProps {
  readonly api: RulesApi;
  readonly rule: Rule;
  readonly person: string;
  readonly onRewrite: () => void;
}

/** What can be done with a rule now: the next step of each waiting version, and the ways out. */
export function RuleMoves({ api, rule, person, onRewrite }: RuleMovesProps) {
  const client = useQueryClient();
  const moving = useMutation({
    mutationFn: (move: RuleMove) => api.move(rule.id, move),
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  });
  const draft = newestAt(rule, 'draft');
  const moves = { rule, isBusy: moving.isPending, onMove: moving.mutate };
  return (
    <section aria-label="Moves">
      <div className="fields">
        {draft !== undefined && (
          <Button
            disabled={draft.author === person || moving.isPending}
            onClick={() => {
              moving.mutate('review');
            }}
          >
            Approve version {draft.version}
          </Button>
        )}
        <Steps {...moves} />
        <Button variant="default" onClick={onRewrite}>
          New version
        </Button>
        <WaysOut {...moves} />
      </div>
      {draft !== undefined && <p data-testid="review">{reviewText(draft, person)}</p>}
      {moving.error !== null && <p role="alert">{moving.error.message}</p>}
    </section>
  );
}

function newestAt({ versions }: Rule, wanted: RuleStatus): RuleVersion | undefined {
  return versions.findLast(({ status }) => status === wanted);
}

function reviewText({ author, version }: RuleVersion, person: string): string {
  return author === person
    ? `You wrote version ${version}: somebody else reviews it.`
    : `${author} wrote version ${version}: your approval lets it go to shadow.`;
}

interface MovesProps {
  readonly rule: Rule;
  readonly isBusy: boolean;
  readonly onMove: (move: RuleMove) => void;
}

function Steps({ rule, isBusy, onMove }: MovesProps) {
  const isKilledLive = rule.killedAt !== null && newestAt(rule, 'live') !== undefined;
  return (
    <>
      {newestAt(rule, 'reviewed') !== undefined && (
        <Button
          disabled={isBusy}
          onClick={() => {
            onMove('shadow');
          }}
        >
          Start shadow
        </Button>
      )}
      {(newestAt(rule, 'shadow') !== undefined || isKilledLive) && (
        <Button
          disabled={isBusy}
          onClick={() => {
            onMove('live');
          }}
        >
          Put live
        </Button>
      )}
    </>
  );
}

function WaysOut({ rule, isBusy, onMove }: MovesProps) {
  return (
    <>
      {rule.versions.some(({ status }) => status !== 'retired') && (
        <ConfirmButton
          name="Retire"
          question={`Retire every version of ${rule.id}?`}
          isBusy={isBusy}
          onConfirm={() => {
            onMove('retire');
          }}
        />
      )}
      {rule.killedAt === null && newestAt(rule, 'live') !== undefined && (
        <ConfirmButton
          name="Kill"
          question={`Take ${rule.id} out of decisions now?`}
          isBusy={isBusy}
          onConfirm={() => {
            onMove('kill');
          }}
        />
      )}
    </>
  );
}
