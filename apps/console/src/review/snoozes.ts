/** How long a case can be put off, in the order of the digits that choose it. */
export const snoozes = [
  { label: '1 hour', minutes: 60 },
  { label: '4 hours', minutes: 240 },
  { label: '1 day', minutes: 1440 },
] as const;
