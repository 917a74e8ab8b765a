import { z } from 'zod';

/**
 * A zod schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. Requests are closed, since an unknown field of
 * theirs is refused; answers are open, since a field may be added to them within a version.
 */
export function toJsonSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs, ...root } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    override: ({ jsonSchema }) => {
      if (schemaType === 'output' && jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  delete root.$schema;
  return { schema: root, components: $defs ?? {} };
}
