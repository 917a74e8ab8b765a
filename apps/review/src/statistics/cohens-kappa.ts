/** How often two judges of the same cases called them fraud or honest. */
export interface Agreement {
  readonly bothFraud: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly bothHonest: number;
}

/**
 * Agreement beyond chance (Cohen, Educ. Psychol. Meas. 20, 1960): 1 is full agreement, 0 what chance brings about.
 * Null when there are no cases, or when both always say the same one thing, so that chance explains everything.
 */
export function cohensKappa({ bothFraud, firstOnly, secondOnly, bothHonest }: Agreement): number | null {
  const cases = bothFraud + firstOnly + secondOnly + bothHonest;
  if (cases === 0) return null;
  const observed = (bothFraud + bothHonest) / cases;
  const firstFraud = (bothFraud + firstOnly) / cases;
  const secondFraud = (bothFraud + secondOnly) / cases;
  const byChance = firstFraud * secondFraud + (1 - firstFraud) * (1 - secondFraud);
  return byChance === 1 ? null : (observed - byChance) / (1 - byChance);
}
