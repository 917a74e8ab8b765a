import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';

/** Whether a process runs whose command line holds that text; guards against reused process ids. */
export function isAlive(pid: number, commandPart: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    const command = execFileSync('ps', ['-o', 'stat=,args=', '-p', String(pid)], { encoding: 'utf8' });
    return !command.startsWith('Z') && command.includes(commandPart);
  } catch {
    return false;
  }
}

const handedOut = new Set<number>();

/** Ports that nobody listens on right now, and that nobody was given before: who was may not listen yet. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const server = await listen();
    servers.push(server);
    if (handedOut.has(server.port)) continue;
    handedOut.add(server.port);
    ports.push(server.port);
  }
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('no port'));
        return;
      }
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
          }),
      });
    });
  });
}
