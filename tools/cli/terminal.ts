import { stderr, stdout } from 'node:process';
import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../stack/infrastructure.js';

/** Progress on stderr, so that stdout holds results only. */
export class TerminalProgress implements Progress {
  private bar: SingleBar | undefined;
  private current = '';

  step(text: string): void {
    this.end();
    this.current = text;
    stderr.write(`${text} …\n`);
  }

  part(done: number, total: number): void {
    if (this.bar === undefined) {
      this.bar = new SingleBar(
        {
          format: '  {bar} {percentage} % | {value} of {total} | {duration_formatted}',
          stream: stderr,
          noTTYOutput: true,
          notTTYSchedule: 5000,
        },
        Presets.shades_classic,
      );
      this.bar.start(total, 0);
    }
    this.bar.setTotal(total);
    this.bar.update(done);
    if (done >= total) this.end();
  }

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

export function print(text: string): void {
  stdout.write(`${text}\n`);
}
