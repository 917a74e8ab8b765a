import type { ReferenceObject, SchemaObject, SchemasObject } from '@nestjs/swagger';

/** An example of what a schema describes, made of the examples that its parts state. */
export function exampleOf(schema: SchemaObject | ReferenceObject, schemas: SchemasObject): unknown {
  if ('$ref' in schema) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (named === undefined) throw new Error(`${schema.$ref} is not described`);
    return exampleOf(named, schemas);
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.properties !== undefined) {
    const properties = Object.entries(schema.properties);
    return Object.fromEntries(properties.map(([name, property]) => [name, exampleOf(property, schemas)]));
  }
  if (schema.items !== undefined) return [exampleOf(schema.items, schemas)];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  return first === undefined ? exampleOfScalar(schema) : exampleOf(first, schemas);
}

function exampleOfScalar({ enum: values, type, format, minimum, default: usual }: SchemaObject): unknown {
  if (values !== undefined) return values[0];
  if (usual !== undefined) return usual;
  if (type === 'integer' || type === 'number') return Math.max(minimum ?? 1, 1);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  return format === 'date-time' ? '2026-11-25T09:30:00.000Z' : 'text';
}
