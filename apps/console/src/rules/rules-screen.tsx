import './rules.css';
import { Tabs } from '@mantine/core';
import type { ListsApi } from '../api/lists-api.js';
import type { RulesApi } from '../api/rules-api.js';
import { ListsPage } from '../lists/lists-page.js';
import { Page } from '../shell/page.js';
import { RulesPage } from './rules-page.js';

interface RulesScreenProps {
  readonly api: RulesApi;
  readonly lists: ListsApi;
  readonly person: string;
}

/** The rules of the bank, and the lists that they ask. */
export function RulesScreen({ api, lists, person }: RulesScreenProps) {
  return (
    <Page title="Paymo rules" person={person}>
      <Tabs defaultValue="rules" keepMounted={false} className="tabs">
        <Tabs.List>
          <Tabs.Tab value="rules">Rules</Tabs.Tab>
          <Tabs.Tab value="lists">Lists</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules">
          <RulesPage api={api} person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          <ListsPage api={lists} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
