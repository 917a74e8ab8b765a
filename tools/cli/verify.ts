import { createLogger, Database } from '@paymo/platform';
import { type LedgerReport, verifyLedger } from '@paymo/ledger';

/** Checks the ledger of a running or stopped stack through its database. */
export async function verifyLedgerAt(databaseUrl: string): Promise<LedgerReport> {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c search_path=payments');
  const database = new Database(url.href, createLogger('paymo', 'warn'), 1);
  try {
    return await database.snapshot(verifyLedger);
  } finally {
    await database.close();
  }
}
