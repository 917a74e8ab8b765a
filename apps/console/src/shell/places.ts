import { createContext } from 'react';
import { z } from 'zod/mini';

/** Where browsers reach the services beside review; null where the console goes without one. */
const placesSchema = z.object({
  gatewayUrl: z.nullable(z.string()),
  loansUrl: z.nullable(z.string()),
  scoringUrl: z.nullable(z.string()),
  recommendationsUrl: z.nullable(z.string()),
});
export type Places = z.infer<typeof placesSchema>;

export const PlacesContext = createContext<Places>({
  gatewayUrl: null,
  loansUrl: null,
  scoringUrl: null,
  recommendationsUrl: null,
});

export async function readPlaces(): Promise<Places> {
  const response = await fetch('/console.json');
  return z.parse(placesSchema, await response.json());
}
