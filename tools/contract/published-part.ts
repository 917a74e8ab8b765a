import { z } from 'zod';

const named = z.record(z.string(), z.unknown());
const namedGroups = z.record(z.string(), named);
type Groups = z.infer<typeof namedGroups>;

/** What of an OpenAPI document apps are written for: its routes under /v1, with the components that they name. */
export function publishedPart(text: string): string {
  const document = named.parse(JSON.parse(text));
  const routes = Object.entries(named.parse(document['paths']));
  const paths = Object.fromEntries(routes.filter(([path]) => path.startsWith('/v1/')));
  const components = namedIn(paths, namedGroups.parse(document['components']));
  return `${JSON.stringify({ ...document, paths, components }, null, 2)}\n`;
}

/** The components that something refers to, also by way of other components; security schemes have no references. */
function namedIn(paths: unknown, { securitySchemes = {}, ...groups }: Groups): Groups {
  const found = new Set<string>();
  const waiting = [paths];
  for (const part of waiting) {
    const references = JSON.stringify(part).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g);
    for (const [pointer, group = '', name = ''] of references) {
      if (found.has(pointer)) continue;
      found.add(pointer);
      waiting.push(groups[group]?.[name] ?? {});
    }
  }
  const used = Object.entries(groups).map(([group, members]) => {
    const kept = Object.entries(members).filter(([name]) => found.has(`"#/components/${group}/${name}"`));
    return [group, Object.fromEntries(kept)] as const;
  });
  return { securitySchemes, ...Object.fromEntries(used) };
}
