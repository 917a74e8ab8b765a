import { Agent, request } from 'node:http';

const connections = 32;

export interface Post {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Posts so many times over a few connections, each at once when its last was answered.
 *
 * @throws Error when an answer has no status 2xx
 */
export async function postMany(port: number, times: number, postAt: (index: number) => Post): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const one = ({ path, body, headers = {} }: Post): Promise<void> =>
    new Promise((resolve, reject) => {
      const all = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      };
      request({ agent, port, host: '127.0.0.1', method: 'POST', path, headers: all }, (answer) => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 300) reject(new Error(`POST ${path} was answered with ${statusCode}`));
        answer.resume().once('end', resolve);
      })
        .once('error', reject)
        .end(body);
    });
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < times) {
      sent += 1;
      await one(postAt(sent - 1));
    }
  };
  await Promise.all(Array.from({ length: connections }, lane)).finally(() => {
    agent.destroy();
  });
}
