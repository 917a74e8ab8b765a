import { useQuery } from '@tanstack/react-query';
import type { ListsApi } from '../api/lists-api.js';
import { csvOf } from '../lists/entry-csv.js';
import type { Desk } from './desk.js';
import { isoDay } from './format.js';

const choicesMax = 9;
const daysKept = 180;
const dayMs = 24 * 3_600_000;

/** Puts the payee of the case on the screen on a list that rules ask, for half a year. */
export interface Listing {
  /** As digits choose them. */
  readonly names: readonly string[];
  readonly add: (name: string) => void;
}

/** @param lists null where scoring cannot be reached */
export function useListing(lists: ListsApi | null, desk: Desk, isAsked: boolean, leave: () => void): Listing {
  const { data = [] } = useQuery({
    queryKey: ['list-names'],
    queryFn: () => lists?.list() ?? [],
    enabled: isAsked,
  });
  return {
    names: data.map(({ name }) => name).slice(0, choicesMax),
    add: (name) => {
      leave();
      void desk.doBeside(async ({ id, payee }) => {
        if (lists === null) return '';
        const expires = isoDay(Date.now() + daysKept * dayMs);
        const entry = { csv: csvOf({ value: idInRules(payee), expires }), source: id };
        const { added } = await lists.import(name, { ...entry, apply: false });
        if (added === 0) return `The payee was on the list ${name} before: its entry stays as it is.`;
        await lists.import(name, { ...entry, apply: true });
        return `The payee is on the list ${name} for ${daysKept} days.`;
      });
    },
  };
}

/** Rules know accounts by their ids without the prefix. */
function idInRules(account: string): string {
  return account.replace(/^acc_/, '');
}
