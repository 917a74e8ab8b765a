import '@mantine/core/styles.css';
import './console.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot, type Root } from 'react-dom/client';
import { ReviewApi } from './api/review-api.js';
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
  const api = new ReviewApi(session);
  const desk = new Desk(api);
  root.render(
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={new QueryClient()}>
        <ReviewScreen api={api} desk={desk} analyst={session.subject} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await desk.start();
}
