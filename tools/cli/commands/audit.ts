import { type Command, Option } from 'commander';
import { auditedSchemas, type AuditedService, verifyAudit } from '../../audit/verify-audit.js';
import { auditKeyFile, publicKeyIn } from '../../audit/audit-key.js';
import { home, withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';

interface VerifyOptions {
  readonly service: AuditedService;
  readonly key?: string;
  readonly json: boolean;
}

export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('what the staff did')
    .command('verify')
    .description(
      "check a service's audit log against itself and its signed checkpoints; status 1 when it was changed",
    )
    .addOption(
      new Option('--service <name>', 'whose log').choices(Object.keys(auditedSchemas)).default('review'),
    )
    .option('--key <file>', "the public key (PEM) of AUDIT_KEY_FILE; the local stack's own when absent")
    .option('--json', 'as JSON', false)
    .action(({ service, key, json }: VerifyOptions) =>
      withStack(new TerminalProgress(), async ({ adminUrl, kafkaBrokers }) => {
        const publicKey = publicKeyIn(key ?? auditKeyFile(home));
        const report = await verifyAudit(service, { adminUrl, brokers: kafkaBrokers, prefix: '' }, publicKey);
        const verdict = report.faults.length === 0 ? 'whole' : 'changed';
        const text = `${service}: ${verdict}, ${report.entries} entries, ${report.checkpoints} checkpoints`;
        print(json ? JSON.stringify(report) : [text, ...report.faults].join('\n'));
        if (report.faults.length > 0) process.exitCode = 1;
      }),
    );
}
