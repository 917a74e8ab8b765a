import '@mantine/core/styles.css';
import './console.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { z } from 'zod/mini';
import { LoansApi } from './api/loans-api.js';
import { Requests } from './api/requests.js';
import { ReviewApi } from './api/review-api.js';
import { LoansScreen } from './loans/loans-screen.js';
import { Desk } from './review/desk.js';
import { ReviewScreen } from './review/review-screen.js';
import { Session } from './session/session.js';
import { SignInFault } from './session/sign-in-fault.js';

/** Shades that keep a contrast of 4.5 to 1 with white text. */
const theme = createTheme({ primaryColor: 'indigo', primaryShade: { light: 8, dark: 8 } });

const place = document.getElementById('root');
if (place === null) throw new Error('the page has no place for the console');
await open(createRoot(place));

async function open(root: Root): Promise<void> {
  let session: Session;
  try {
    session = await Session.open();
  } catch (error) {
    root.render(<SignInFault why={error instanceof Error ? error.message : 'unknown'} />);
    return;
  }
  const loansUrl = await readLoansUrl();
  const show = (screen: ReactNode): void => {
    root.render(
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={new QueryClient()}>{screen}</QueryClientProvider>
      </MantineProvider>,
    );
  };
  if (location.pathname === '/loans' && loansUrl !== null) {
    const api = new LoansApi(new Requests(session, `${loansUrl}/admin/loans`));
    show(<LoansScreen api={api} person={session.subject} />);
    return;
  }
  const api = new ReviewApi(new Requests(session, '/review'));
  const desk = new Desk(api);
  show(<ReviewScreen api={api} desk={desk} analyst={session.subject} hasLoans={loansUrl !== null} />);
  await desk.start();
}

/** Where lending listens; null where the console goes without it. */
async function readLoansUrl(): Promise<string | null> {
  const response = await fetch('/console.json');
  return z.parse(z.object({ loansUrl: z.nullable(z.string()) }), await response.json()).loansUrl;
}
