/** Results that are kept at most, of one computation. */
const rememberedMax = 20_000;

/** Computes once for the same texts: plans ask for the same few days, and times between them, again and again. */
export function remember<Texts extends readonly string[], T>(
  compute: (...texts: Texts) => T,
): (...texts: Texts) => T {
  const results = new Map<string, T>();
  return (...texts) => {
    const key = texts.join(' ');
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(...texts);
    if (results.size >= rememberedMax) results.clear();
    results.set(key, result);
    return result;
  };
}
