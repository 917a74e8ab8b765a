import type { PastCase } from '../api/review-api.js';

const [width, height, axis] = [280, 70, 58];
const dayMs = 24 * 3_600_000;
const colours = {
  open: '#5c7cfa',
  released: '#2f9e44',
  rejected: '#e03131',
  expired: '#868e96',
  cancelled: '#868e96',
};

interface HoldsChartProps {
  readonly days: number;
  readonly cases: readonly PastCase[];
}

/** Holds over days as bars as high as their amounts; the table beside it has the figures. */
export function HoldsChart({ days, cases }: HoldsChartProps) {
  const largest = Math.max(1, ...cases.map(({ amount }) => amount.value));
  const startMs = Date.now() - days * dayMs;
  return (
    <svg
      role="img"
      aria-label={`Holds over the last ${days} days by amount`}
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
    >
      <line x1="0" x2={width} y1={axis} y2={axis} stroke="currentColor" />
      <text x="0" y={height} fontSize="10" fill="currentColor">
        {days} days ago
      </text>
      <text x={width} y={height} fontSize="10" fill="currentColor" textAnchor="end">
        today
      </text>
      {cases.map(({ id, openedAt, amount, status }) => {
        const size = Math.max(3, (amount.value / largest) * (axis - 4));
        const place = ((Date.parse(openedAt) - startMs) / (days * dayMs)) * (width - 4);
        return <rect key={id} x={place} y={axis - size} width="4" height={size} fill={colours[status]} />;
      })}
    </svg>
  );
}
