import { Button, Switch, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import type { Counts } from '../api/counts.js';
import { Navigation } from '../shell/navigation.js';

interface TopBarProps {
  readonly counts: Counts | undefined;
  readonly analyst: string;
  readonly isBlind: boolean;
  readonly onBlind: (isBlind: boolean) => void;
}

/** How much there is to do, who works, and how the screen looks. */
export function TopBar({ counts, analyst, isBlind, onBlind }: TopBarProps) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <header className="bar">
      <h1>Paymo review</h1>
      <Navigation />
      {counts !== undefined && (
        <span className="quiet" data-testid="counts">
          {counts.open} open · {counts.dueToday} due within a day · {counts.senior} escalated ·{' '}
          {counts.second} for a second analyst · {counts.snoozed} put off · {counts.waiting} asked
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
