import { Button } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { Figures } from '../shell/figures.js';
import { dayText, moneyText, shortId } from './format.js';
import { linkGraphOf } from './link-graph-of.js';
import type { Merging } from './use-merging.js';

const LinkGraphView = lazy(() => import('./link-graph.js'));

const kindNames = { account: 'account', device: 'device', address: 'IP address' };

/** The cases that share an account, a device or an address with this one, and which of them could be one with it. */
export function LinksTab({ merging }: { readonly merging: Merging }) {
  const { links, candidates, merge } = merging;
  const graph = useMemo(() => linkGraphOf(links?.items ?? []), [links]);
  if (links === undefined) return <p className="quiet">Looking …</p>;
  const shared = graph.nodes.filter(({ cases }) => cases > 1);
  return (
    <>
      {links.items.length > 1 && (
        <Suspense fallback={<div className="link-graph" />}>
          <LinkGraphView graph={graph} />
        </Suspense>
      )}
      <Figures
        caption={`Shared by held payments of ${links.days} days`}
        heads={['What', '', 'Held', 'Fraud']}
        rows={shared.map(({ id, kind, cases, rejected }) => [
          kindNames[kind],
          kind === 'address' ? id : shortId(id),
          cases,
          rejected,
        ])}
      />
      {links.isCut && <p className="quiet">There are more than are shown.</p>}
      {candidates.length > 0 && <h2>Open, and could be one case with this (M)</h2>}
      <ul>
        {candidates.map((each) => (
          <li key={each.id}>
            {moneyText(each.amount)}, {dayText(each.openedAt)}, case {shortId(each.id)}{' '}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                merge(each);
              }}
            >
              Merge
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
