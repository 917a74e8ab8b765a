import '@mantine/core/styles.css';
import './console.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { openPage } from './pages.js';
import { Session } from './session/session.js';
import { SignInFault } from './session/sign-in-fault.js';
import { PlacesContext, readPlaces } from './shell/places.js';

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
  const places = await readPlaces();
  const show = (screen: ReactNode): void => {
    root.render(
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <PlacesContext value={places}>
          <QueryClientProvider client={new QueryClient()}>{screen}</QueryClientProvider>
        </PlacesContext>
      </MantineProvider>,
    );
  };
  await openPage(session, places, show);
}
