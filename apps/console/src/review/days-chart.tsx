import type { Entry } from '../api/accounts-api.js';

const [width, half] = [280, 40];
const dayMs = 24 * 3_600_000;

interface DaysChartProps {
  readonly days: number;
  readonly entries: readonly Entry[];
}

/** What came in, above the line, and went out, below it, day by day; the table beside it has the last of it. */
export function DaysChart({ days, entries }: DaysChartProps) {
  const today = Math.floor(Date.now() / dayMs);
  const sums = { in: new Array<number>(days).fill(0), out: new Array<number>(days).fill(0) };
  for (const { direction, amount, bookedAt } of entries) {
    const place = days - 1 - (today - Math.floor(Date.parse(bookedAt) / dayMs));
    sums[direction][place] = (sums[direction][place] ?? 0) + amount.value;
  }
  const largest = Math.max(1, ...sums.in, ...sums.out);
  const step = width / days;
  const sizeOf = (value: number): number => (value === 0 ? 0 : Math.max(1, (value / largest) * half));
  return (
    <svg
      role="img"
      aria-label={`What came in and went out in ${days} days, by day`}
      viewBox={`0 0 ${width} ${2 * half}`}
      width="100%"
    >
      <line x1="0" x2={width} y1={half} y2={half} stroke="currentColor" strokeWidth="0.5" />
      {sums.in.map((value, place) => (
        <rect
          key={place}
          x={place * step}
          y={half - sizeOf(value)}
          width={step}
          height={sizeOf(value)}
          fill="#2f9e44"
        />
      ))}
      {sums.out.map((value, place) => (
        <rect key={place} x={place * step} y={half} width={step} height={sizeOf(value)} fill="#e03131" />
      ))}
    </svg>
  );
}
