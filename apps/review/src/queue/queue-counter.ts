import { Injectable } from '@nestjs/common';
import { Database } from '@paymo/platform';
import type { Lane } from '../cases/case.entity.js';
import { countHeld, countQueue, type CountsRow, type HeldRow } from './queue-statements.js';

const dayMs = 24 * 3_600_000;

/** How many open cases there are. */
export interface QueueCounts {
  readonly open: number;
  /** Neither claimed nor asleep, nor waiting for a payer. */
  readonly free: number;
  readonly mine: number;
  readonly snoozed: number;
  /** Whose payer was asked and may still answer. */
  readonly waiting: number;
  readonly senior: number;
  readonly second: number;
  /** Whose deadline comes within a day. */
  readonly dueToday: number;
}

/** Counts the queue as each analyst sees it. */
@Injectable()
export class QueueCounter {
  constructor(private readonly database: Database) {}

  async of(analyst: string): Promise<QueueCounts> {
    return (await this.ofEach([analyst]))(analyst);
  }

  /** Counts once for all of these analysts. */
  async ofEach(analysts: readonly string[]): Promise<(analyst: string) => QueueCounts> {
    const now = Date.now();
    const [rows, held] = await Promise.all([
      this.database.query<CountsRow>(countQueue, [new Date(now), new Date(now + dayMs)]),
      this.database.query<HeldRow>(countHeld, [new Date(now), analysts]),
    ]);
    const sum = (key: Exclude<keyof CountsRow, 'lane'>, lane?: Lane): number =>
      rows
        .filter((row) => lane === undefined || row.lane === lane)
        .reduce((total, row) => total + Number(row[key]), 0);
    const common = {
      open: sum('cases'),
      free: sum('free'),
      snoozed: sum('snoozed'),
      waiting: sum('waiting'),
      senior: sum('cases', 'senior'),
      second: sum('cases', 'second'),
      dueToday: sum('due'),
    };
    const mine = new Map(held.map(({ holder, cases }) => [holder, Number(cases)]));
    return (analyst) => ({ ...common, mine: mine.get(analyst) ?? 0 });
  }
}
