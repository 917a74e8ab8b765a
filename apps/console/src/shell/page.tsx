import './page.css';
import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Navigation } from './navigation.js';

interface PageProps {
  readonly title: string;
  readonly person: string;
  readonly children: ReactNode;
}

/** A page for leads: its name, the way to others, who works, and what it shows below. */
export function Page({ title, person, children }: PageProps) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <div className="page">
      <header className="bar">
        <h1>{title}</h1>
        <Navigation />
        <div className="end">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setColorScheme(other);
            }}
          >
            {other === 'dark' ? 'Dark' : 'Light'}
          </Button>
          <span>{person}</span>
        </div>
      </header>
      {children}
    </div>
  );
}
