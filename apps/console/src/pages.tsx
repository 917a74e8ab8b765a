import type { ReactNode } from 'react';
import { AccountsApi } from './api/accounts-api.js';
import { LoansApi } from './api/loans-api.js';
import { BudgetApi } from './api/budget-api.js';
import { DecisionsApi } from './api/decisions-api.js';
import { ListsApi } from './api/lists-api.js';
import { ModelsApi } from './api/models-api.js';
import { Requests } from './api/requests.js';
import { ReviewApi } from './api/review-api.js';
import { RecommendationsApi } from './api/recommendations-api.js';
import { RulesApi } from './api/rules-api.js';
import { SecondLooksApi } from './api/second-looks-api.js';
import { StatisticsApi } from './api/statistics-api.js';
import { Desk } from './review/desk.js';
import { ReviewScreen } from './review/review-screen.js';
import type { Session } from './session/session.js';
import type { Places } from './shell/places.js';

type Show = (screen: ReactNode) => void;

/** Shows the page of the address. Only the queue is in the first load; the others bring their scripts when asked for. */
export async function openPage(session: Session, places: Places, show: Show): Promise<void> {
  const screen = await screenAt(pageFor(session, places), session, places);
  if (screen === null) await openQueue(session, places, show);
  else show(screen);
}

/** Who does not work on the queue begins at the models. */
function pageFor({ roles }: Session, { scoringUrl }: Places): string {
  const isOfQueue = roles.some((role) => ['analyst', 'senior-analyst', 'auditor'].includes(role));
  return location.pathname === '/' && !isOfQueue && scoringUrl !== null ? '/models' : location.pathname;
}

async function openQueue(session: Session, { gatewayUrl, scoringUrl }: Places, show: Show): Promise<void> {
  const api = new ReviewApi(new Requests(session, '/review'));
  const desk = new Desk(api);
  const decisions =
    scoringUrl === null ? null : new DecisionsApi(new Requests(session, `${scoringUrl}/admin`));
  const accounts = gatewayUrl === null ? null : new AccountsApi(new Requests(session, `${gatewayUrl}/v1`));
  const others = { decisions, accounts };
  show(<ReviewScreen api={api} others={others} desk={desk} analyst={session.subject} />);
  await desk.start();
}

/** The screen of a page for leads or lenders; null for the queue, and for pages whose service is not there. */
async function screenAt(page: string, session: Session, places: Places): Promise<ReactNode> {
  const { loansUrl, scoringUrl, recommendationsUrl } = places;
  const person = session.subject;
  if (page === '/loans' && loansUrl !== null) {
    const { LoansScreen } = await import('./loans/loans-screen.js');
    return (
      <LoansScreen api={new LoansApi(new Requests(session, `${loansUrl}/admin/loans`))} person={person} />
    );
  }
  if (page === '/recommendations' && recommendationsUrl !== null) {
    const { RecommendationsScreen } = await import('./recommendations/recommendations-screen.js');
    const api = new RecommendationsApi(new Requests(session, `${recommendationsUrl}/admin`));
    return (
      <RecommendationsScreen api={api} person={person} canManage={session.roles.includes('data-scientist')} />
    );
  }
  const statistics = new StatisticsApi(new Requests(session, '/review'));
  if (page === '/dashboards') {
    const { DashboardsScreen } = await import('./dashboards/dashboards-screen.js');
    return <DashboardsScreen api={statistics} person={person} />;
  }
  if (page === '/second-looks') {
    const { SecondLooksScreen } = await import('./second-looks/second-looks-screen.js');
    const requests = new Requests(session, '/review');
    return (
      <SecondLooksScreen
        api={new SecondLooksApi(requests)}
        review={new ReviewApi(requests)}
        person={person}
      />
    );
  }
  if (scoringUrl === null) return null;
  const scoring = new Requests(session, `${scoringUrl}/admin`);
  if (page === '/models') {
    const { ModelsScreen } = await import('./models/models-screen.js');
    return <ModelsScreen api={new ModelsApi(scoring)} person={person} />;
  }
  if (page === '/rules') {
    const { RulesScreen } = await import('./rules/rules-screen.js');
    return <RulesScreen api={new RulesApi(scoring)} lists={new ListsApi(scoring)} person={person} />;
  }
  if (page === '/budget') {
    const { BudgetScreen } = await import('./budget/budget-screen.js');
    return <BudgetScreen api={new BudgetApi(scoring)} statistics={statistics} person={person} />;
  }
  return null;
}
