const dayMs = 86_400_000;
const daysValid = 90;

export interface SecurityFacts {
  /** Where weaknesses are to be reported: `mailto:` or `https:`. */
  readonly contact: string;
  /** Where callers reach the service, if the bank says so. */
  readonly publicUrl: string | null;
}

/**
 * security.txt (RFC 9116). It expires 90 days after the day on which it is read: whoever keeps a copy asks again in
 * time, and a service that nobody runs any more vouches for nothing.
 */
export function securityText({ contact, publicUrl }: SecurityFacts, nowMs: number): string {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const lines = [
    `Contact: ${contact}`,
    `Expires: ${new Date(today + daysValid * dayMs).toISOString()}`,
    'Preferred-Languages: en',
    ...(publicUrl === null ? [] : [`Canonical: ${publicUrl.replace(/\/$/, '')}/.well-known/security.txt`]),
  ];
  return `${lines.join('\n')}\n`;
}
