/**
 * Events counted and summed in buckets of equal width: three numbers for each bucket that saw an event (its number
 * since the epoch, its events, their sum in minor units), the oldest bucket first.
 */
export type BucketSeries = number[];

const stride = 3;

/**
 * Counts an event in its bucket, and returns the series from then on. Buckets that lie `bucketsKept` or more behind
 * the newest are forgotten, so that a series is bounded whatever the traffic; an event so late is not counted.
 *
 * Bank-wide memories hold millions of short series: they grow by exact copies, which leave no room unused.
 */
export function withEvent(
  series: BucketSeries,
  bucket: number,
  amountMinor: number,
  bucketsKept: number,
): BucketSeries {
  const oldestKept = Math.max(bucket, series.at(-stride) ?? bucket) - bucketsKept + 1;
  let first = 0;
  while (first < series.length && numberAt(series, first) < oldestKept) first += stride;
  const place = placeBehind(series, bucket);
  if (place > first && series[place - stride] === bucket) {
    series[place - 2] = numberAt(series, place - 2) + 1;
    series[place - 1] = numberAt(series, place - 1) + amountMinor;
    return first === 0 ? series : series.slice(first);
  }
  if (bucket < oldestKept) return first === 0 ? series : series.slice(first);
  return series.slice(first, place).concat([bucket, 1, amountMinor], series.slice(place));
}

/** Where in the series the buckets after this one begin. */
function placeBehind(series: BucketSeries, bucket: number): number {
  let place = series.length;
  while (place > 0 && numberAt(series, place - stride) > bucket) place -= stride;
  return place;
}

/** Count and sum of the `buckets` buckets that end with `lastBucket`. */
export function totalsOf(
  series: BucketSeries,
  lastBucket: number,
  buckets: number,
): { count: number; sumMinor: number } {
  let count = 0;
  let sumMinor = 0;
  for (let place = series.length - stride; place >= 0; place -= stride) {
    const bucket = numberAt(series, place);
    if (bucket <= lastBucket - buckets) break;
    if (bucket > lastBucket) continue;
    count += numberAt(series, place + 1);
    sumMinor += numberAt(series, place + 2);
  }
  return { count, sumMinor };
}

function numberAt(series: BucketSeries, place: number): number {
  return series[place] ?? Number.NaN;
}
