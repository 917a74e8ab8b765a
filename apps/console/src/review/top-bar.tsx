import { Button, Switch, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReviewApi } from '../api/review-api.js';
import { Navigation } from '../shell/navigation.js';

const countsEveryMs = 2000;

interface TopBarProps {
  readonly api: ReviewApi;
  readonly analyst: string;
  readonly isBlind: boolean;
  readonly onBlind: (isBlind: boolean) => void;
}

/** How much there is to do, who works, and how the screen looks. */
export function TopBar({ api, analyst, isBlind, onBlind }: TopBarProps) {
  const { data } = useQuery({
    queryKey: ['counts'],
    queryFn: () => api.counts(),
    refetchInterval: countsEveryMs,
  });
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <header className="bar">
      <h1>Paymo review</h1>
      <Navigation />
      {data !== undefined && (
        <span className="quiet" data-testid="counts">
          {data.open} open · {data.dueToday} due within a day · {data.senior} escalated · {data.second} for a
          second analyst · {data.snoozed} put off
        </span>
      )}
      <div className="end">
        <Switch
          label="Blind (B)"
          checked={isBlind}
          onChange={(event) => {
            onBlind(event.currentTarget.checked);
          }}
        />
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setColorScheme(other);
          }}
        >
          {other === 'dark' ? 'Dark' : 'Light'}
        </Button>
        <span>{analyst}</span>
      </div>
    </header>
  );
}
