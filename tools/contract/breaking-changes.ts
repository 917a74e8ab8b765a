type Json = Readonly<Record<string, unknown>>;
type Direction = 'request' | 'answer';

const methods = ['get', 'post', 'put', 'patch', 'delete'];
/** Keywords whose every change can refuse what was taken before, or answer what was not expected. */
const fixedKeywords = ['pattern', 'format', 'const', 'multipleOf'];
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];

/**
 * What of an OpenAPI document of before a client written for it would miss or trip over in the document of now.
 * Additions are no breaks: routes, optional parameters and fields, fields, errors and values of answers.
 */
export function breakingChanges(before: Json, now: Json): string[] {
  const comparison = new Comparison(before, now);
  const newPaths = part(now, 'paths');
  for (const [path, item] of parts(part(before, 'paths'))) {
    for (const method of methods) {
      const operation = item[method];
      if (!isJson(operation)) continue;
      const other = part(newPaths, path)[method];
      const at = `${method.toUpperCase()} ${path}`;
      if (isJson(other)) comparison.operations(at, operation, other);
      else comparison.breaks.push(`${at} is gone`);
    }
  }
  return comparison.breaks;
}

class Comparison {
  readonly breaks: string[] = [];

  constructor(
    private readonly before: Json,
    private readonly now: Json,
  ) {}

  operations(at: string, before: Json, now: Json): void {
    this.parameters(at, before, now);
    this.requestBodies(at, before, now);
    const answers = part(now, 'responses');
    for (const [status, answer] of parts(part(before, 'responses'))) {
      if (isJson(answers[status])) this.contents(`${at} ${status}`, answer, answers[status], 'answer');
      else this.breaks.push(`${at} ${status} is gone`);
    }
  }

  private parameters(at: string, before: Json, now: Json): void {
    const old = this.parametersOf(this.before, before);
    const current = this.parametersOf(this.now, now);
    for (const [name, parameter] of current) {
      const other = old.get(name);
      if (parameter['required'] === true && other?.['required'] !== true)
        this.breaks.push(`${at} ${name} became required`);
    }
    for (const [name, parameter] of old) {
      const other = current.get(name);
      if (other === undefined) this.breaks.push(`${at} ${name} is gone`);
      else this.schemas(`${at} ${name}`, part(parameter, 'schema'), part(other, 'schema'), 'request');
    }
  }

  private parametersOf(document: Json, operation: Json): Map<string, Json> {
    const resolved = list(operation['parameters']).map((parameter) => resolve(document, parameter));
    return new Map(
      resolved.map((parameter) => [`${String(parameter['in'])} ${String(parameter['name'])}`, parameter]),
    );
  }

  private requestBodies(at: string, before: Json, now: Json): void {
    const [old, current] = [part(before, 'requestBody'), part(now, 'requestBody')];
    if (current['required'] === true && old['required'] !== true) this.breaks.push(`${at} needs a body`);
    this.contents(`${at} body`, old, current, 'request');
  }

  private contents(at: string, before: Json, now: Json, direction: Direction): void {
    const current = part(now, 'content');
    for (const [type, media] of parts(part(before, 'content'))) {
      const other = current[type];
      if (isJson(other)) this.schemas(at, part(media, 'schema'), part(other, 'schema'), direction);
      else this.breaks.push(`${at} ${type} is gone`);
    }
  }

  private schemas(at: string, before: Json, now: Json, direction: Direction): void {
    const [old, current] = [resolve(this.before, before), resolve(this.now, now)];
    if (text(old['type']) !== text(current['type']))
      this.breaks.push(`${at} changed its type from ${text(old['type'])} to ${text(current['type'])}`);
    for (const keyword of fixedKeywords) {
      if (old[keyword] !== current[keyword]) this.breaks.push(`${at} changed its ${keyword}`);
    }
    this.values(at, old, current);
    if (direction === 'request') this.bounds(at, old, current);
    this.fields(at, old, current, direction);
    if (isJson(old['items'])) this.schemas(`${at}/-`, old['items'], part(current, 'items'), direction);
    this.alternatives(at, old, current, direction);
  }

  private values(at: string, before: Json, now: Json): void {
    if (!Array.isArray(before['enum'])) return;
    const left = new Set(listOf(now['enum']));
    for (const value of listOf(before['enum'])) {
      if (!left.has(value)) this.breaks.push(`${at} lost the value ${text(value)}`);
    }
  }

  private bounds(at: string, before: Json, now: Json): void {
    for (const keyword of upperBounds) {
      if (number(now[keyword], Infinity) < number(before[keyword], Infinity))
        this.breaks.push(`${at} lowered its ${keyword}`);
    }
    for (const keyword of lowerBounds) {
      if (number(now[keyword], -Infinity) > number(before[keyword], -Infinity))
        this.breaks.push(`${at} raised its ${keyword}`);
    }
  }

  private fields(at: string, before: Json, now: Json, direction: Direction): void {
    const current = part(now, 'properties');
    for (const [name, field] of parts(part(before, 'properties'))) {
      const other = current[name];
      if (isJson(other)) this.schemas(`${at}/${name}`, field, other, direction);
      else this.breaks.push(`${at}/${name} is gone`);
    }
    const [old, required] = [listOf(before['required']), listOf(now['required'])];
    const [have, must] = direction === 'request' ? [old, required] : [required, old];
    const what = direction === 'request' ? 'became required' : 'may be absent';
    for (const name of must) {
      if (!have.includes(name)) this.breaks.push(`${at}/${text(name)} ${what}`);
    }
  }

  private alternatives(at: string, before: Json, now: Json, direction: Direction): void {
    for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
      const [old, current] = [list(before[keyword]), list(now[keyword])];
      if (old.length !== current.length) this.breaks.push(`${at} changed its ${keyword}`);
      else for (const [index, each] of old.entries()) this.schemas(at, each, current[index] ?? {}, direction);
    }
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function part(value: Json, name: string): Json {
  const found = value[name];
  return isJson(found) ? found : {};
}

function parts(value: Json): [string, Json][] {
  return Object.entries(value).filter((entry): entry is [string, Json] => isJson(entry[1]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function list(value: unknown): readonly Json[] {
  return listOf(value).filter(isJson);
}

function resolve(document: Json, value: Json): Json {
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  return reference.split('/').slice(1).reduce(part, document);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
