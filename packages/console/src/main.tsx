import '@mantine/core/styles.css';
import './app/style.css';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { askAgain } from './api/ask-again';
import { ApiError } from './api/client';
import { hearOtherTabs } from './api/other-tabs';
import { endSession, leaveSession } from './api/session';
import { App } from './app/App';
import { theme } from './app/theme';

const onError = (error: unknown): void => {
  if (error instanceof ApiError && error.code === 'session') endSession(queries);
};

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0 },
  },
});

hearOtherTabs((news) => {
  if (news === 'left') leaveSession(queries);
  // Another session is theirs now, with another token.
  else void askAgain(queries);
});

/** The page's policy allows styles of the page itself only with the number that the daemon drew for it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="syncline-nonce"]')?.content ?? '';
setNonce(nonce);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <App />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
