import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { accessOf } from '@paymo/platform';

/** A route as its controller states it. */
export interface StatedRoute {
  readonly handler: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With a leading slash, and parameters as `:name`. */
  readonly path: string;
  readonly access: ReturnType<typeof accessOf>;
}

/** Every HTTP route of the controllers in a folder, read from their decorators. */
export async function statedRoutes(folder: string): Promise<StatedRoute[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.controller.ts'),
  );
  const routes: StatedRoute[] = [];
  // One by one: Jest's loader cannot link modules that share imports at the same time.
  for (const file of files) {
    const module: object = await import(join(process.cwd(), folder, file));
    routes.push(...Object.values(module).filter(isController).flatMap(routesOf));
  }
  return routes;
}

function isController(value: unknown): value is new () => object {
  return typeof value === 'function' && Reflect.hasMetadata('path', value);
}

const methods = new Map<RequestMethod, StatedRoute['method']>([
  [RequestMethod.GET, 'get'],
  [RequestMethod.POST, 'post'],
  [RequestMethod.PUT, 'put'],
  [RequestMethod.PATCH, 'patch'],
  [RequestMethod.DELETE, 'delete'],
]);

function methodOf(method: RequestMethod): StatedRoute['method'] {
  const known = methods.get(method);
  if (known === undefined) throw new Error(`no test sends ${RequestMethod[method]}`);
  return known;
}

function routesOf(controller: new () => object): StatedRoute[] {
  const base: string = Reflect.getMetadata('path', controller);
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler = controller.prototype[name];
    if (name === 'constructor' || !Reflect.hasMetadata('method', handler)) return [];
    const method = methodOf(Reflect.getMetadata('method', handler));
    const paths: string[] = [Reflect.getMetadata('path', handler)].flat();
    return paths.map((path) => ({
      handler: `${controller.name}.${name}`,
      method,
      path: `/${base}/${path}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
      access: accessOf(handler),
    }));
  });
}
