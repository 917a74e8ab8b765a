import { join } from 'node:path';
import { inProject } from '../project.js';
import { freePorts } from '../stack/processes.js';
import { ServiceProcess } from '../stack/service-process.js';
import { signingKey } from './signing-key.js';

/** The local OpenID Connect issuer as a process, not yet started; its key is there when this returns. */
export async function localIssuer(home: string, consoleUrl: string): Promise<ServiceProcess> {
  signingKey(home);
  const [port = 0] = await freePorts(1);
  const environment = { ISSUER_HOME: home, CONSOLE_URL: consoleUrl };
  const main = inProject('dist', 'tools', 'issuer', 'main.js');
  return new ServiceProcess('issuer', port, environment, join(home, 'logs'), main);
}
