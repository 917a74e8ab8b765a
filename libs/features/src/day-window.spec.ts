import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DayWindow, totalsAt, withEvent } from './day-window.js';

const hourMs = 3_600_000;
/** The edge of an hour, in 2026. */
const edgeMs = Date.UTC(2026, 0, 15, 12);

type LoggedEvent = readonly [atMs: number, amountMinor: number];

const windowOf = (...events: LoggedEvent[]): DayWindow =>
  events.reduce<DayWindow>((window, [atMs, amountMinor]) => withEvent(window, atMs, amountMinor), []);

describe('totals', () => {
  test('of nothing are nothing', () => {
    expect(totalsAt([], edgeMs)).toEqual({ count: 0, sumMinor: 0 });
  });

  test.each<[string, number, boolean]>([
    ['at the same instant', 0, true],
    ['at the end of its hour', hourMs - 1, true],
    ['after 23 hours', 23 * hourMs, true],
    ['at the end of the 23rd hour after it', 24 * hourMs - 1, true],
    ['after 24 hours', 24 * hourMs, false],
    ['just before its hour', -1, false],
    ['a year later', 8760 * hourMs, false],
  ])('of one event on the edge of an hour, seen %s', (_when, afterMs, isCounted) => {
    const expected = isCounted ? { count: 1, sumMinor: 70 } : { count: 0, sumMinor: 0 };
    expect(totalsAt(windowOf([edgeMs, 70]), edgeMs + afterMs)).toEqual(expected);
  });

  test.each<[string, number, boolean]>([
    ['from the end of the hour it lies in', hourMs - 1, true],
    ['to the end of the 23rd hour after', 24 * hourMs - 1, true],
    ['and no longer', 24 * hourMs, false],
  ])('of an event late in its hour: %s', (_when, afterEdgeMs, isCounted) => {
    const late = windowOf([edgeMs + hourMs - 1, 70]);
    expect(totalsAt(late, edgeMs + afterEdgeMs).count).toBe(isCounted ? 1 : 0);
  });

  test('count all events of one instant', () => {
    expect(totalsAt(windowOf([edgeMs, 1], [edgeMs, 2], [edgeMs, 3]), edgeMs)).toEqual({
      count: 3,
      sumMinor: 6,
    });
  });

  test('leave out events of later hours when they are asked late', () => {
    const window = windowOf([edgeMs, 1], [edgeMs + hourMs, 2]);
    expect(totalsAt(window, edgeMs)).toEqual({ count: 1, sumMinor: 1 });
  });
});

describe('a late event', () => {
  test.each<[string, number, readonly number[]]>([
    ['is added to its own hour', -2, [-2, 0]],
    ['opens an hour between others', -1, [-2, -1, 0]],
    ['opens the first of 24 hours', -23, [-23, -2, 0]],
    ['is forgotten one hour before that', -24, [-2, 0]],
  ])('%s', (_fact, hours, hoursKept) => {
    const window = windowOf([edgeMs - 2 * hourMs, 1], [edgeMs, 2], [edgeMs + hours * hourMs, 4]);
    expect(window.map(([hour]) => hour - edgeMs / hourMs)).toEqual(hoursKept);
    expect(totalsAt(window, edgeMs).sumMinor).toBe(hours === -24 ? 3 : 7);
  });

  test('does not change the window that it was added to', () => {
    const window = windowOf([edgeMs, 1]);
    const before = structuredClone(window);
    withEvent(window, edgeMs - hourMs, 2);
    withEvent(window, edgeMs, 2);
    expect(window).toEqual(before);
  });
});

describe('whatever the traffic', () => {
  const event: fc.Arbitrary<LoggedEvent> = fc.tuple(
    fc.integer({ min: 0, max: 60 * 4 }).map((quarters) => edgeMs + (quarters * hourMs) / 4),
    fc.integer({ min: 1, max: 9_000_000_000_000 }),
  );
  const events = fc.array(event, { maxLength: 120, size: 'max' });

  test('a window has 24 buckets at most, one an hour, in order, within 24 hours', () => {
    fc.assert(
      fc.property(events, (log) => {
        const hours = windowOf(...log).map(([hour]) => hour);
        expect(hours.length).toBeLessThanOrEqual(24);
        expect(hours).toEqual([...new Set(hours)].sort((a, b) => a - b));
        if (hours.length > 0) expect(hours.at(-1)! - hours[0]!).toBeLessThan(24);
      }),
    );
  });

  test('it reads back from JSON as it was', () => {
    fc.assert(
      fc.property(events, (log) => {
        const window = windowOf(...log);
        expect(JSON.parse(JSON.stringify(window))).toEqual(window);
      }),
    );
  });

  test('its totals are those of all events of the hours that it keeps', () => {
    fc.assert(
      fc.property(events, event, (log, [askedMs]) => {
        const hourOf = (atMs: number): number => Math.floor(atMs / hourMs);
        const newest = Math.max(...log.map(([atMs]) => hourOf(atMs)));
        const counted = log.filter(
          ([atMs]) =>
            hourOf(atMs) > newest - 24 &&
            hourOf(atMs) > hourOf(askedMs) - 24 &&
            hourOf(atMs) <= hourOf(askedMs),
        );
        expect(totalsAt(windowOf(...log), askedMs)).toEqual({
          count: counted.length,
          sumMinor: counted.reduce((sum, [, amountMinor]) => sum + amountMinor, 0),
        });
      }),
    );
  });
});
