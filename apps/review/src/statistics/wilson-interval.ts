/** The 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** The 95 % interval of a share (Wilson, JASA 22, 1927), which holds for few cases and shares near 0 and 1 too. */
export function wilsonInterval(hits: number, cases: number): { readonly low: number; readonly high: number } {
  if (cases === 0) return { low: 0, high: 1 };
  const share = hits / cases;
  const scale = 1 + z ** 2 / cases;
  const centre = (share + z ** 2 / (2 * cases)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / cases + z ** 2 / (4 * cases ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
