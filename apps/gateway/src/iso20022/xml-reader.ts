import { SaxesParser } from 'saxes';

/** An element with what it holds; texts of elements that have children are empty. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** Where its start tag ends, from 1. */
  readonly line: number;
}

/** Why a text is no document of ours, and where. */
export class XmlFault extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

const depthMax = 24;
const elementsMax = 20_000;
const attributesMax = 8;

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  readonly line: number;
  text: string;
}

/**
 * Reads a well-formed XML 1.0 document with namespaces. Document types are refused, and with them entities of the
 * document's own: nothing is fetched, and nothing grows.
 *
 * @throws XmlFault when it is not well formed, or nests deeper or has more elements than a message needs
 */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const fail = (message: string): never => {
    throw new XmlFault(message, parser.line);
  };

  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('doctype', () => fail('a document type is not taken'));
  parser.on('processinginstruction', () => fail('a processing instruction is not taken'));
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== undefined && version !== '1.0') fail('only XML 1.0 is taken');
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
      fail('only the encoding UTF-8 is taken');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    elements += 1;
    if (elements > elementsMax) fail(`has more than ${elementsMax} elements`);
    if (open.length >= depthMax) fail(`nests deeper than ${depthMax} elements`);
    const given = Object.entries(attributes).map(([name, { value }]) => [name, value] as const);
    if (given.length > attributesMax) fail(`${local} has more than ${attributesMax} attributes`);
    const line = parser.line;
    open.push({ name: local, namespace: uri, attributes: new Map(given), children: [], text: '', line });
  });
  const onText = (part: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.text += part;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const done = open.pop();
    if (done === undefined) return;
    const text = done.text.trim();
    if (done.children.length > 0 && text !== '') fail(`${done.name} has text between its elements`);
    const parent = open.at(-1);
    if (parent === undefined) root = { ...done, text };
    else parent.children.push({ ...done, text });
  });

  parser.write(text).close();
  return root ?? fail('has no element');
}
