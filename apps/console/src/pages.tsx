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
  const scoring = scoringUrl === null ? null : new Requests(session, `${scoringUrl}/admin`);
  const accounts = gatewayUrl === null ? null : new AccountsApi(new Requests(session, `${gatewayUrl}/v1`));
  const others = {
    decisions: scoring === null ? null : new DecisionsApi(scoring),
    lists: scoring === null ? null : new ListsApi(scoring),
    accounts,
  };
  show(<ReviewScreen api={api} others={others} desk={desk} analyst={session.subject} />);
  await desk.start();
}

type Screens = Readonly<Record<string, () => Promise<ReactNode>>>;

/** The screen of a page beside the queue; null for the queue, and for pages whose service is not there. */
async function screenAt(page: string, session: Session, places: Places): Promise<ReactNode> {
  const { loansUrl, scoringUrl, recommendationsUrl } = places;
  const screens: Screens = {
    ...screensOfReview(session),
    ...(scoringUrl !== null && screensOfScoring(session, scoringUrl)),
    ...(loansUrl !== null && screensOfLoans(session, loansUrl)),
    ...(recommendationsUrl !== null && screensOfRecommendations(session, recommendationsUrl)),
  };
  return (await screens[page]?.()) ?? null;
}

function screensOfReview(session: Session): Screens {
  const requests = new Requests(session, '/review');
  const person = session.subject;
  return {
    '/second-looks': async () => {
      const { SecondLooksScreen } = await import('./second-looks/second-looks-screen.js');
      const review = new ReviewApi(requests);
      return <SecondLooksScreen api={new SecondLooksApi(requests)} review={review} person={person} />;
    },
    '/dashboards': async () => {
      const { DashboardsScreen } = await import('./dashboards/dashboards-screen.js');
      return <DashboardsScreen api={new StatisticsApi(requests)} person={person} />;
    },
  };
}

function screensOfScoring(session: Session, url: string): Screens {
  const scoring = new Requests(session, `${url}/admin`);
  const person = session.subject;
  return {
    '/models': async () => {
      const { ModelsScreen } = await import('./models/models-screen.js');
      return <ModelsScreen api={new ModelsApi(scoring)} person={person} />;
    },
    '/rules': async () => {
      const { RulesScreen } = await import('./rules/rules-screen.js');
      return <RulesScreen api={new RulesApi(scoring)} lists={new ListsApi(scoring)} person={person} />;
    },
    '/budget': async () => {
      const { BudgetScreen } = await import('./budget/budget-screen.js');
      const statistics = new StatisticsApi(new Requests(session, '/review'));
      return <BudgetScreen api={new BudgetApi(scoring)} statistics={statistics} person={person} />;
    },
  };
}

function screensOfLoans(session: Session, url: string): Screens {
  return {
    '/loans': async () => {
      const { LoansScreen } = await import('./loans/loans-screen.js');
      const api = new LoansApi(new Requests(session, `${url}/admin/loans`));
      return <LoansScreen api={api} person={session.subject} />;
    },
  };
}

function screensOfRecommendations(session: Session, url: string): Screens {
  return {
    '/recommendations': async () => {
      const { RecommendationsScreen } = await import('./recommendations/recommendations-screen.js');
      const api = new RecommendationsApi(new Requests(session, `${url}/admin`));
      const canManage = session.roles.includes('data-scientist');
      return <RecommendationsScreen api={api} person={session.subject} canManage={canManage} />;
    },
  };
}
