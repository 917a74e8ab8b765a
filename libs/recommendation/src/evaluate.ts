import { type InteractionMatrix, userCounts } from './interaction-matrix.js';
import { popularity, randomOrder, chance } from './baselines.js';
import { ease } from './ease.js';
import { itemCosine } from './item-cosine.js';
import { catalogueMetrics, type CatalogueMetrics, type ListMetrics, listMetrics } from './ranking-metrics.js';
import type { Recommender, Task } from './recommender.js';
import { at } from './typed-array.js';

/** A training part, and what each user chose after it. Both number users and items alike. */
export interface Split {
  readonly train: InteractionMatrix;
  /** Users with their items of the test part, without repeats. */
  readonly test: ReadonlyMap<number, readonly number[]>;
}

export interface EvaluationOptions extends Task {
  readonly k: number;
  readonly seed: number;
  /** Users that are judged at most, drawn by chance; all are learnt from. */
  readonly usersMax: number;
}

type Means = { readonly [name in keyof ListMetrics]: number } & CatalogueMetrics;

interface AlgorithmReport extends Means {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface EvaluationReport {
  readonly k: number;
  readonly usersEvaluated: number;
  readonly algorithms: readonly AlgorithmReport[];
  /** The algorithm that did best on the training part's own later share. */
  readonly chosen: string;
  /** Its nDCG over that of popularity; null where popularity has none. */
  readonly ndcgToPopularity: number | null;
}

/** Users whose lists settle parameters. */
const tuningUsersMax = 1000;
/** Items of EASE while its parameters are settled: a fifth of the time of 1,700. */
const tuningItemsMax = 1000;
const never = Number.POSITIVE_INFINITY;

const cosineGrid = [0, 20].flatMap((shrinkage) =>
  [50, 200].flatMap((neighbours) =>
    [never, 30, 1, 0.05].map((halfLifeDays) => ({ shrinkage, neighbours, halfLifeDays })),
  ),
);
const easeGrid = [100, 500, 2000].flatMap((regularisation) =>
  [never, 30, 1, 0.05].map((halfLifeDays) => ({ regularisation, halfLifeDays })),
);

/**
 * Judges popularity, chance, item-to-item cosine and EASE on the same users. Parameters, and which of the last two is
 * chosen, are settled on the `inner` split, which knows nothing of the test part.
 */
export function evaluate(split: Split, inner: Split, options: EvaluationOptions): EvaluationReport {
  const { train } = split;
  const users = judgedUsers(split, options, options.usersMax);
  const cosine = best(inner, options, itemCosine(inner.train, options, cosineGrid), cosineGrid);
  const ridge = best(inner, options, ease(inner.train, options, easeGrid, tuningItemsMax), easeGrid);
  const recommenders = [
    popularity(train, options),
    randomOrder(train, options, options.seed),
    ...itemCosine(train, options, [cosine.parameters]),
    ...ease(train, options, [ridge.parameters]),
  ];
  const algorithms = recommenders.map((each) => judge(each, train, users, options));
  const chosen = cosine.ndcg >= ridge.ndcg ? 'item-cosine' : 'ease';
  const ndcgOf = (name: string): number => algorithms.find((each) => each.name === name)?.ndcg ?? 0;
  const base = ndcgOf('popularity');
  return {
    k: options.k,
    usersEvaluated: users.size,
    algorithms,
    chosen,
    ndcgToPopularity: base === 0 ? null : ndcgOf(chosen) / base,
  };
}

function best<P>(
  inner: Split,
  options: EvaluationOptions,
  recommenders: readonly Recommender[],
  parameters: readonly P[],
): { parameters: P; ndcg: number } {
  const users = judgedUsers(inner, options, Math.min(options.usersMax, tuningUsersMax));
  let found: { parameters: P; ndcg: number } | undefined;
  recommenders.forEach((recommender, index) => {
    const { ndcg } = judge(recommender, inner.train, users, options);
    const each = parameters[index];
    if (each !== undefined && (found === undefined || ndcg > found.ndcg)) found = { parameters: each, ndcg };
  });
  if (found === undefined) throw new Error('there are no parameters to choose from');
  return found;
}

/** Users with anything to find, each with it: at most `most` of them, by seeded chance. */
function judgedUsers(
  { train, test }: Split,
  { includeSeen, seed }: EvaluationOptions,
  most: number,
): Map<number, Set<number>> {
  const found: [user: number, relevant: Set<number>][] = [];
  for (const [user, items] of test) {
    const first = at(train.rowStart, user);
    const end = train.rowStart[user + 1] ?? first;
    if (first === end) continue;
    const relevant = new Set(items);
    if (!includeSeen)
      for (let place = first; place < end; place += 1) relevant.delete(train.items[place] ?? -1);
    if (relevant.size > 0) found.push([user, relevant]);
  }
  if (found.length <= most) return new Map(found);
  return new Map(
    found
      .map((entry) => ({ entry, drawn: chance(seed, entry[0], -1) }))
      .sort((a, b) => a.drawn - b.drawn || a.entry[0] - b.entry[0])
      .slice(0, most)
      .map(({ entry }) => entry),
  );
}

function judge(
  recommender: Recommender,
  train: InteractionMatrix,
  users: ReadonlyMap<number, ReadonlySet<number>>,
  { k }: EvaluationOptions,
): AlgorithmReport {
  const recommended = new Int32Array(train.itemCount);
  const sums = { hitRate: 0, precision: 0, recall: 0, ndcg: 0, averagePrecision: 0 };
  for (const [user, relevant] of users) {
    const list = recommender.recommend(user, k);
    for (const item of list) recommended[item] = at(recommended, item) + 1;
    const metrics = listMetrics(list, relevant, k);
    sums.hitRate += metrics.hitRate;
    sums.precision += metrics.precision;
    sums.recall += metrics.recall;
    sums.ndcg += metrics.ndcg;
    sums.averagePrecision += metrics.averagePrecision;
  }
  const count = Math.max(1, users.size);
  return {
    name: recommender.name,
    parameters: recommender.parameters,
    hitRate: sums.hitRate / count,
    precision: sums.precision / count,
    recall: sums.recall / count,
    ndcg: sums.ndcg / count,
    averagePrecision: sums.averagePrecision / count,
    ...catalogueMetrics(recommended, userCounts(train), train.userCount),
  };
}
