import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { Case } from '../api/case.js';
import type { Counts } from '../api/counts.js';
import type { ListsApi } from '../api/lists-api.js';
import type { PayerQuestion, QueueFilters, ReviewApi } from '../api/review-api.js';
import type { Desk, DeskState } from './desk.js';
import { neighbour } from './queue-strip.js';
import { snoozes } from './snoozes.js';
import { digitsOf, type KeyMap, useKeys } from './use-keys.js';
import { useLiveQueue } from './use-live-queue.js';
import { type Cluster, useCluster } from './use-cluster.js';
import { type Listing, useListing } from './use-listing.js';
import { type Merging, useMerging } from './use-merging.js';
import { type Tagging, useTagging } from './use-tagging.js';
import { useViews, type Views } from './use-views.js';
import { type PayerQuestions, usePayerQuestions } from './use-payer-questions.js';

/** What the screen waits for an answer to. */
type Asking =
  | 'nothing'
  | 'reason'
  | 'snooze'
  | 'question'
  | 'words'
  | 'tag'
  | 'tag-word'
  | 'cluster'
  | 'merge'
  | 'list'
  | 'help';

type Command = 'release' | 'decline' | 'escalate' | 'snooze' | 'question' | 'tag' | 'undo';

/** What the screen shows, and what can be done on it, by key or by click. */
export interface Review {
  readonly state: DeskState;
  readonly cases: readonly Case[];
  readonly counts: Counts | undefined;
  readonly reasons: readonly string[];
  readonly payerQuestions: PayerQuestions;
  readonly tagging: Tagging;
  readonly cluster: Cluster;
  readonly merging: Merging;
  readonly listing: Listing;
  readonly views: Views;
  /** Which context is shown, and what shows another. */
  readonly tab: string;
  readonly setTab: (tab: string) => void;
  readonly isBlind: boolean;
  readonly asking: Asking;
  readonly commands: Readonly<Record<Command, () => void>>;
  readonly setBlind: (isBlind: boolean) => void;
  readonly ask: (asking: Asking) => void;
  readonly reject: (reason: string) => void;
  readonly snooze: (minutes: number) => void;
  /** Puts a chosen question, or own words, into the form; `askPayer` sends it. */
  readonly chooseQuestion: (question: PayerQuestion | null) => void;
  readonly askPayer: (text: string) => void;
}

/** While the stream tells changes; leases end without one. */
const queueEveryMs = { live: 15_000, asking: 2000 };

/** @param lists null where scoring cannot be reached */
export function useReview(api: ReviewApi, lists: ListsApi | null, desk: Desk, analyst: string): Review {
  const state = useSyncExternalStore(desk.subscribe, desk.read);
  const [isBlind, setBlind] = useState(true);
  const [asking, ask] = useState<Asking>('nothing');
  const [tab, setTab] = useState('notes');
  const leave = (): void => {
    ask('nothing');
  };
  const views = useViews(api);
  const payerQuestions = usePayerQuestions(api);
  const score = isBlind ? 'blind' : 'shown';
  const review: Review = {
    state,
    ...useQueue(api, desk, state.current, views.filters),
    payerQuestions,
    tagging: useTagging(api, desk, ask),
    views,
    cluster: useCluster(api, desk, state.current, leave),
    merging: useMerging(api, desk, state.current, tab === 'links' || asking === 'merge', leave),
    listing: useListing(lists, desk, asking === 'list', leave),
    tab,
    setTab,
    isBlind,
    asking,
    commands: commandsOf(desk, ask, score),
    setBlind,
    ask,
    reject: (reason) => {
      ask('nothing');
      void desk.judge({ verdict: 'reject', reason }, score);
    },
    snooze: (minutes) => {
      ask('nothing');
      void desk.snooze(minutes);
    },
    chooseQuestion: (question) => {
      payerQuestions.choose(question);
      ask('words');
    },
    askPayer: (text) => {
      ask('nothing');
      void desk.askPayer(inquiryOf(payerQuestions.chosen, text));
    },
  };
  useKeys({ ...commonKeys(review, desk, analyst), ...answers(review) });
  return review;
}

function commandsOf(desk: Desk, ask: (what: Asking) => void, score: 'shown' | 'blind'): Review['commands'] {
  const askFor = (what: Asking) => () => {
    ask(what);
  };
  return {
    release: () => void desk.judge({ verdict: 'release' }, score),
    decline: askFor('reason'),
    escalate: () => void desk.escalate(),
    snooze: askFor('snooze'),
    question: askFor('question'),
    tag: askFor('tag'),
    undo: () => void desk.undo(),
  };
}

function inquiryOf(chosen: PayerQuestion | null, text: string): { question?: string; text?: string } {
  return { ...(chosen !== null && { question: chosen.code }), ...(text !== '' && { text }) };
}

/** What waits, live; while no stream tells changes, it is asked for. */
function useQueue(
  api: ReviewApi,
  desk: Desk,
  current: Case | null,
  filters: QueueFilters,
): Pick<Review, 'cases' | 'counts' | 'reasons'> {
  const isLive = useLiveQueue(api, desk.onCounts);
  const queue = useQuery({
    queryKey: ['queue', current?.id, filters],
    queryFn: () => api.queue(filters),
    refetchInterval: isLive ? queueEveryMs.live : queueEveryMs.asking,
    placeholderData: (before) => before,
  });
  const counts = useQuery({
    queryKey: ['counts'],
    queryFn: async () => {
      const found = await api.counts();
      desk.onCounts(found);
      return found;
    },
    enabled: !isLive,
    refetchInterval: queueEveryMs.asking,
  });
  const reasons = useQuery({
    queryKey: ['reasons'],
    queryFn: () => api.rejectReasons(),
    staleTime: Infinity,
  });
  return { cases: queue.data ?? [], counts: counts.data, reasons: reasons.data ?? [] };
}

function commonKeys(
  { cases, state, isBlind, setBlind, setTab, ask }: Review,
  desk: Desk,
  analyst: string,
): KeyMap {
  const move = (step: 1 | -1) => (): void => {
    const other = neighbour(cases, state.current, analyst, step);
    if (other !== undefined) void desk.take(other);
  };
  return {
    j: move(1),
    k: move(-1),
    c: () => {
      flushSync(() => {
        setTab('notes');
      });
      document.getElementById('note')?.focus();
    },
    g: () => {
      setTab('links');
    },
    v: () => document.getElementById('view')?.focus(),
    b: () => {
      setBlind(!isBlind);
    },
    '?': () => {
      ask('help');
    },
    escape: () => {
      ask('nothing');
    },
  };
}

/** What keys mean depends on what was asked. */
function answers(review: Review): KeyMap {
  const { asking, commands, reasons, reject, snooze } = review;
  switch (asking) {
    case 'help':
    case 'words':
    case 'tag-word':
      return {};
    case 'reason':
      return digitsOf(reasons, reject);
    case 'snooze':
      return digitsOf(
        snoozes.map(({ minutes }) => minutes),
        snooze,
      );
    case 'question':
      return digitsOf([...review.payerQuestions.questions, null], review.chooseQuestion);
    case 'cluster':
      return digitsOf(clusterChoices(review), ({ choose }) => {
        choose();
      });
    case 'merge':
      return digitsOf(review.merging.candidates, review.merging.merge);
    case 'list':
      return digitsOf(review.listing.names, review.listing.add);
    case 'tag':
      return digitsOf([...review.tagging.offered, null], review.tagging.choose);
    case 'nothing':
      return {
        a: commands.release,
        d: commands.decline,
        e: commands.escalate,
        s: commands.snooze,
        i: commands.question,
        t: commands.tag,
        l: () => {
          review.ask('list');
        },
        m: () => {
          review.ask('merge');
        },
        ...(review.cluster.cases.length > 0 && {
          x: () => {
            review.ask('cluster');
          },
        }),
        z: commands.undo,
      };
  }
}

/** What a digit does to all cases like the one on the screen. */
export function clusterChoices({ cluster, reasons, isBlind }: Review): ReturnType<Cluster['choicesOf']> {
  return cluster.choicesOf(reasons, isBlind ? 'blind' : 'shown');
}
