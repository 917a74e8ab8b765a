import { isTransient } from './database.js';

type Check = () => Promise<string | null> | string | null;

/** Collects what must be true before a service may be sent work. */
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private isDraining = false;

  /** @param check answers null when all is well, otherwise what is wrong */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  drain(): void {
    this.isDraining = true;
  }

  async faults(): Promise<string[]> {
    if (this.isDraining) return ['draining'];
    const faults: string[] = [];
    for (const [name, check] of this.checks) {
      const fault = await outcome(check);
      if (fault !== null) faults.push(`${name}: ${fault}`);
    }
    return faults;
  }
}

async function outcome(check: Check): Promise<string | null> {
  try {
    return await check();
  } catch (error) {
    return isTransient(error) ? 'unreachable' : 'failed';
  }
}
