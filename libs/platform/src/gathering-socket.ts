import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** Sends all that is written in one turn of the event loop with one system call, as pipelined statements want it. */
export class GatheringSocket extends Socket {
  private isGathering = false;

  override write(chunk: Uint8Array | string, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean {
    if (!this.isGathering) {
      this.isGathering = true;
      this.cork();
      process.nextTick(() => {
        this.isGathering = false;
        this.uncork();
      });
    }
    if (typeof encodingOrDone === 'string') return super.write(chunk, encodingOrDone, done);
    return super.write(chunk, encodingOrDone);
  }
}
