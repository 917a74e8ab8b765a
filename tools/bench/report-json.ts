const digitsShown = 4;

/** More digits would promise more than a noisy machine can hold. */
export function rounded(value: number): number {
  return Number(value.toPrecision(digitsShown));
}

/** A report as one line of JSON. */
export function reportJson(report: object): string {
  return JSON.stringify(report, (_key, value: unknown) =>
    typeof value === 'number' ? rounded(value) : value,
  );
}
