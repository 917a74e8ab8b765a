/**
 * Events counted and summed in buckets of equal width: three numbers for each bucket that saw an event (its number
 * since the epoch, its events, their sum in minor units), the oldest bucket first.
 */
export type BucketSeries = number[];

const stride = 3;

/**
 * Counts an event in its bucket. Buckets that lie `bucketsKept` or more behind the newest are forgotten, so that a
 * series is bounded whatever the traffic; an event so late is not counted.
 */
export function addEvent(
  series: BucketSeries,
  bucket: number,
  amountMinor: number,
  bucketsKept: number,
): void {
  const oldestKept = Math.max(bucket, series.at(-stride) ?? bucket) - bucketsKept + 1;
  let forgotten = 0;
  while (forgotten < series.length && numberAt(series, forgotten) < oldestKept) forgotten += stride;
  if (forgotten > 0) series.splice(0, forgotten);
  if (bucket < oldestKept) return;

  let place = series.length;
  while (place > 0 && numberAt(series, place - stride) > bucket) place -= stride;
  if (place > 0 && series[place - stride] === bucket) {
    series[place - 2] = numberAt(series, place - 2) + 1;
    series[place - 1] = numberAt(series, place - 1) + amountMinor;
  } else series.splice(place, 0, bucket, 1, amountMinor);
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
