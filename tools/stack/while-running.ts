import type { Stack } from './stack.js';

/** Works on a stack and stops it afterwards, however the work ends: done, failed, or told to end by a signal. */
export async function whileRunning<T>(stack: Stack, work: (stack: Stack) => Promise<T>): Promise<T> {
  const interrupt = (): void => {
    void stack.stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(stack);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await stack.stop();
  }
}
