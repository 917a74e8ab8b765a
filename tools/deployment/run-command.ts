import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a shell. Rejects only when it cannot be started. */
export function runCommand(
  program: string,
  args: readonly string[],
  directory?: string,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      reject(new Error(`${program} cannot be started: ${error.message}`));
    });
    child.on('close', (status) => {
      resolve({ status: status ?? 1, stdout, stderr });
    });
  });
}

/** Runs a program that must succeed, and returns what it printed. */
export async function runChecked(
  program: string,
  args: readonly string[],
  directory?: string,
): Promise<string> {
  const result = await runCommand(program, args, directory);
  if (result.status === 0) return result.stdout;
  throw new Error(
    `${program} ${args.join(' ')} ended with status ${result.status}:\n${result.stderr}${result.stdout}`,
  );
}
