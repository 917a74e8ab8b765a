import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { auditKeyFile, publicKeyIn } from '../audit/audit-key.js';
import { verifyAudit } from '../audit/verify-audit.js';
import type { TerminalProgress } from '../cli/terminal.js';
import { verifyLedgerAt } from '../cli/verify.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { inProject } from '../project.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { nativeParts } from '../stack/infrastructure.js';
import { fetchKafkaJars } from '../stack/kafka-jars.js';
import type { NativeKafka } from '../stack/native-kafka.js';
import type { NativePostgres } from '../stack/native-postgres.js';
import { type Stack, startStack } from '../stack/stack.js';
import { whileRunning } from '../stack/while-running.js';
import { faultRun, type Victim } from './fault-schedule.js';
import { accountsOpened, FaultyBank, owner, type Target } from './faulty-bank.js';

export interface FaultsReport {
  readonly seed: number;
  /** Runs that were made; fewer than asked for when a check found something. */
  readonly runs: number;
  readonly payments: number;
  readonly kills: Readonly<Partial<Record<Victim, number>>>;
  /** What was not as it must be; empty when nothing was lost, doubled or forgotten. */
  readonly faults: readonly string[];
}

/** Books are compared after so many runs, so that a fault is found near where it happened. */
const runsPerCheck = 25;

interface Parts {
  readonly kafka: NativeKafka;
  readonly postgres: NativePostgres;
  readonly stack: Stack;
}

/** Kills processes of a bank of its own while customers pay, so often, and compares what is there with what must be. */
export async function runFaults(
  home: string,
  seed: number,
  runs: number,
  progress: TerminalProgress,
): Promise<FaultsReport> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const jars = await fetchKafkaJars(inProject('.paymo', 'cache'), () => undefined);
  const { kafka, postgres } = await nativeParts(home, jars);
  await Promise.all([kafka.start(), postgres.start()]);
  const stack = await startStack({
    home: join(home, 'stack'),
    progress,
    environment: {
      LOG_LEVEL: 'warn',
      DECISION_DEADLINE_MS: '180000',
      ...limitsLifted,
    },
    without: ['recommendations', 'loans'],
    infrastructure: {
      kind: 'native',
      kafkaBrokers: kafka.brokers,
      adminUrl: postgres.url,
      pids: () => ({ kafka: kafka.pid, postgres: postgres.pid }),
      stop: async () => {
        await Promise.all([kafka.stop(), postgres.stop()]);
      },
    },
  });
  return whileRunning(stack, () => makeRuns({ kafka, postgres, stack }, seed, runs, progress));
}

async function makeRuns(
  parts: Parts,
  seed: number,
  runs: number,
  progress: TerminalProgress,
): Promise<FaultsReport> {
  const bank = new FaultyBank(targetOf(parts), `seed-${seed}`);
  const kills: Partial<Record<Victim, number>> = {};
  await bank.open();
  progress.step(`Killing processes ${runs} times`);
  const faults: string[] = [];
  let made = 0;
  try {
    while (made < runs && faults.length === 0) {
      const run = faultRun(seed, made, accountsOpened);
      await bank.run(run);
      kills[run.victim] = (kills[run.victim] ?? 0) + 1;
      made += 1;
      progress.part(made, runs);
      if (made % runsPerCheck === 0 || made === runs)
        faults.push(...(await bank.faults()), ...(await storedFaults(parts.stack, bank.paid)));
    }
  } catch (error) {
    faults.push(`run ${made}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    progress.end();
    await bank.close();
  }
  return { seed, runs: made, payments: bank.paid, kills, faults };
}

function targetOf({ kafka, postgres, stack }: Parts): Target {
  const tokens = new LocalTokens(stack.state.issuer, stack.home);
  return {
    gateway: stack.state.gateway,
    serviceToken: () => tokens.service('faults'),
    ownerToken: () => tokens.for(owner, ['customer']),
    strike: async (victim) => {
      if (victim === 'kafka') {
        await kafka.kill();
        await kafka.start();
      } else if (victim === 'postgres') {
        await postgres.stop();
        await postgres.start();
      } else {
        stack.services[victim].kill();
        await stack.services[victim].untilReady();
      }
    },
  };
}

/** What the stores say of themselves and of each other. */
async function storedFaults({ home, state }: Stack, paid: number): Promise<string[]> {
  const ledger = await verifyLedgerAt(state.adminUrl);
  const client = new pg.Client({ connectionString: state.adminUrl });
  await client.connect();
  try {
    const [row] = (
      await client.query<Record<'payments' | 'decisions' | 'open', string>>(`
        SELECT (SELECT count(*) FROM payments.payments) AS payments,
          (SELECT count(*) FROM scoring.decisions) AS decisions,
          (SELECT count(*) FROM payments.open_payments) AS open`)
    ).rows;
    const counts = `${row?.payments ?? ''} payments, ${row?.decisions ?? ''} decisions, ${row?.open ?? ''} open`;
    const expected = `${paid} payments, ${paid} decisions, 0 open`;
    const audit = await verifyAudit(
      'gateway',
      { adminUrl: state.adminUrl, brokers: state.kafkaBrokers, prefix: '' },
      publicKeyIn(auditKeyFile(home)),
    );
    return [
      ...ledger.faults.map((fault) => `ledger: ${fault}`),
      ...audit.faults.map((fault) => `audit: ${fault}`),
      ...(counts === expected ? [] : [`stored are ${counts}; there must be ${expected}`]),
    ];
  } finally {
    await client.end();
  }
}
