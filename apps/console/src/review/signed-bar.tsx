interface SignedBarProps {
  readonly value: number;
  /** The largest size of any bar beside it. */
  readonly largest: number;
}

/** A bar to the right for what speaks for fraud, to the left for what speaks against it. */
export function SignedBar({ value, largest }: SignedBarProps) {
  const width = (Math.abs(value) / largest) * 50;
  return (
    <svg className="signed-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect
        x={value < 0 ? 50 - width : 50}
        width={width}
        height="10"
        fill={value < 0 ? 'var(--less)' : 'var(--more)'}
      />
      <line x1="50" x2="50" y2="10" stroke="var(--quiet)" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
