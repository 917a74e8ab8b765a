import type { z } from 'zod';
import type { FieldFault } from '@paymo/platform';
import type { XmlElement } from './xml-reader.js';

/** How often an element comes, and what it holds. */
export interface ElementRule {
  readonly min: 0 | 1;
  readonly max: number;
  readonly content: Content;
}

/** `ignored` changes nothing about a payment of ours; `refused` would, and is not served. */
export type Content = 'ignored' | 'refused' | LeafRule | GroupRule;

export interface LeafRule {
  readonly kind: 'leaf';
  readonly text: z.ZodType<string>;
  /** Attributes that it must have. */
  readonly attributes: Readonly<Record<string, z.ZodType<string>>>;
}

export interface GroupRule {
  readonly kind: 'sequence' | 'choice';
  /** In the order in which a sequence has them. */
  readonly elements: Readonly<Record<string, ElementRule>>;
}

export function leaf(text: z.ZodType<string>, attributes: LeafRule['attributes'] = {}): LeafRule {
  return { kind: 'leaf', text, attributes };
}

export function sequence(elements: GroupRule['elements']): GroupRule {
  return { kind: 'sequence', elements };
}

export function choice(elements: GroupRule['elements']): GroupRule {
  return { kind: 'choice', elements };
}

export const one = (content: Content): ElementRule => ({ min: 1, max: 1, content });
export const optional = (content: Content): ElementRule => ({ min: 0, max: 1, content });
export const several = (content: Content, min: 0 | 1 = 0): ElementRule => ({
  min,
  max: Number.POSITIVE_INFINITY,
  content,
});

const faultsMax = 20;

/** What an element breaks of its rule, each fault with the path of its element and its line; the first few. */
export function faultsOf(root: XmlElement, content: Content): FieldFault[] {
  const faults: FieldFault[] = [];
  check(root, content, `/${root.name}`, (element, path, detail) => {
    if (faults.length < faultsMax) faults.push(elementFault(element, path, detail));
  });
  return faults;
}

export function elementFault(element: XmlElement, path: string, detail: string): FieldFault {
  return { pointer: path, detail: `line ${element.line}: ${detail}` };
}

/** An element with its path, which counts those of one name from 1. */
export function pathsOf(element: XmlElement, path: string): [child: XmlElement, path: string][] {
  const counts = new Map<string, number>();
  return element.children.map((child) => {
    const place = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, place);
    return [child, `${path}/${child.name}${place > 1 ? `[${place}]` : ''}`];
  });
}

type Report = (element: XmlElement, path: string, detail: string) => void;

function check(element: XmlElement, content: Content, path: string, report: Report): void {
  if (content === 'ignored') return;
  if (content === 'refused') report(element, path, 'is not served');
  else if (content.kind === 'leaf') checkLeaf(element, content, path, report);
  else checkGroup(element, content, path, report);
}

function checkLeaf(element: XmlElement, rule: LeafRule, path: string, report: Report): void {
  const [child] = element.children;
  if (child !== undefined) report(child, `${path}/${child.name}`, 'is not an element of the schema here');
  const facts: [z.ZodType<string>, string | undefined, string][] = [
    [rule.text, element.text, path],
    ...Object.entries(rule.attributes).map(
      ([name, schema]): [z.ZodType<string>, string | undefined, string] => [
        schema,
        element.attributes.get(name),
        `${path}/@${name}`,
      ],
    ),
  ];
  for (const [schema, value, at] of facts) {
    const result = schema.safeParse(value);
    if (!result.success) report(element, at, result.error.issues[0]?.message ?? 'is wrong');
  }
}

function checkGroup(element: XmlElement, rule: GroupRule, path: string, report: Report): void {
  const names = Object.keys(rule.elements);
  const counts = new Map<string, number>();
  let furthest = 0;
  for (const [child, at] of pathsOf(element, path)) {
    const place = names.indexOf(child.name);
    const known = rule.elements[child.name];
    if (known === undefined || child.namespace !== element.namespace) {
      report(child, at, 'is not an element of the schema here');
      continue;
    }
    const count = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, count);
    if (place < furthest) report(child, at, `must come before ${names[furthest] ?? ''}`);
    if (count > known.max) report(child, at, 'comes too often');
    furthest = Math.max(furthest, place);
    check(child, known.content, at, report);
  }
  for (const detail of absences(rule, counts)) report(element, path, detail);
}

function absences({ kind, elements }: GroupRule, counts: ReadonlyMap<string, number>): string[] {
  const names = Object.keys(elements);
  if (kind === 'choice') return counts.size === 1 ? [] : [`must hold one of ${names.join(', ')}`];
  return names.flatMap((name) =>
    (counts.get(name) ?? 0) < (elements[name]?.min ?? 0) ? [`${name} is missing`] : [],
  );
}
