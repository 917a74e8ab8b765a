import type { ReviewApi } from '../api/review-api.js';
import { ActionBar } from './action-bar.js';
import { ClusterLine } from './cluster-line.js';
import { ContextTabs, type OtherServices } from './context-tabs.js';
import { DecisionFacts } from './decision-facts.js';
import type { Desk } from './desk.js';
import { HelpDialog } from './help-dialog.js';
import { PartsLine } from './parts-line.js';
import { QueueFiltersPanel } from './queue-filters.js';
import { QueueStrip } from './queue-strip.js';
import { TopBar } from './top-bar.js';
import { useReview } from './use-review.js';

interface ReviewScreenProps {
  readonly api: ReviewApi;
  readonly others: OtherServices;
  readonly desk: Desk;
  readonly analyst: string;
}

/** The one screen of an analyst's day: the queue, the decision, and what is known besides. */
export function ReviewScreen({ api, others, desk, analyst }: ReviewScreenProps) {
  const review = useReview(api, others.lists, desk, analyst);
  const { state, cases, counts, isBlind, setBlind, asking, ask } = review;
  return (
    <div className="screen">
      <TopBar counts={counts} analyst={analyst} isBlind={isBlind} onBlind={setBlind} />
      <QueueStrip
        cases={cases}
        current={state.current}
        analyst={analyst}
        onTake={(other) => void desk.take(other)}
      >
        <QueueFiltersPanel views={review.views} tags={review.tagging.known} analyst={analyst} />
      </QueueStrip>
      <main className="zone decision">
        <div className="facts" tabIndex={0} role="region" aria-label="Decision">
          <ClusterLine review={review} />
          <PartsLine review={review} />
          <DecisionFacts
            api={api}
            state={state}
            decisions={others.decisions}
            isBlind={isBlind}
            onSeen={() => {
              desk.forgetFault();
            }}
          />
        </div>
        <ActionBar review={review} />
      </main>
      <ContextTabs api={api} others={others} review={review} />
      <HelpDialog
        isOpen={asking === 'help'}
        onClose={() => {
          ask('nothing');
        }}
      />
    </div>
  );
}
