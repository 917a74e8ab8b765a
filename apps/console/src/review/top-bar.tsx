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
          {countsText(counts)}
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

/** What there is none of is left out, but for the whole. */
function countsText({ open, dueToday, senior, second, snoozed, waiting }: Counts): string {
  const others = [
    { count: dueToday, name: 'due within a day' },
    { count: senior, name: 'escalated' },
    { count: second, name: 'for a second analyst' },
    { count: snoozed, name: 'put off' },
    { count: waiting, name: 'asked' },
  ].filter(({ count }) => count > 0);
  return [{ count: open, name: 'open' }, ...others].map(({ count, name }) => `${count} ${name}`).join(' · ');
}
