import { Tabs } from '@mantine/core';
import type { RecommendationsApi } from '../api/recommendations-api.js';
import { Page } from '../shell/page.js';
import { CataloguePage } from './catalogue-page.js';
import { CustomerPage } from './customer-page.js';
import { RunsPage } from './runs-page.js';
import { UptakePage } from './uptake-page.js';

export interface RecommendationsScreenProps {
  readonly api: RecommendationsApi;
  readonly person: string;
  /** Whether the person may roll back. */
  readonly canManage: boolean;
}

/** What product owners see of recommendations. */
export function RecommendationsScreen({ api, person, canManage }: RecommendationsScreenProps) {
  return (
    <Page title="Paymo recommendations" person={person}>
      <Tabs defaultValue="runs" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="runs">Runs</Tabs.Tab>
          <Tabs.Tab value="uptake">Quality and uptake</Tabs.Tab>
          <Tabs.Tab value="catalogue">Catalogue and rules</Tabs.Tab>
          <Tabs.Tab value="customer">One customer</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="runs">
          <RunsPage api={api} canManage={canManage} />
        </Tabs.Panel>
        <Tabs.Panel value="uptake">
          <UptakePage api={api} />
        </Tabs.Panel>
        <Tabs.Panel value="catalogue">
          <CataloguePage api={api} />
        </Tabs.Panel>
        <Tabs.Panel value="customer">
          <CustomerPage api={api} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
