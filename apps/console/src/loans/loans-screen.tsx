import './loans.css';
import { Tabs } from '@mantine/core';
import type { LoansApi } from '../api/loans-api.js';
import { Navigation } from '../shell/navigation.js';
import { FindPage } from './find-page.js';
import { PortfolioPage } from './portfolio-page.js';
import { ReviewsPage } from './reviews-page.js';

interface LoansScreenProps {
  readonly api: LoansApi;
  readonly person: string;
}

/** What the staff sees of lending: applications that wait for a person, those that had one, and all loans together. */
export function LoansScreen({ api, person }: LoansScreenProps) {
  return (
    <>
      <header className="bar">
        <h1>Paymo lending</h1>
        <Navigation />
        <div className="end">
          <span>{person}</span>
        </div>
      </header>
      <Tabs defaultValue="waiting" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="waiting">To look at</Tabs.Tab>
          <Tabs.Tab value="closed">Looked at</Tabs.Tab>
          <Tabs.Tab value="find">Find</Tabs.Tab>
          <Tabs.Tab value="portfolio">Portfolio</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="waiting">
          <ReviewsPage api={api} status="waiting" person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="closed">
          <ReviewsPage api={api} status="closed" person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="find">
          <FindPage api={api} />
        </Tabs.Panel>
        <Tabs.Panel value="portfolio">
          <PortfolioPage api={api} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
