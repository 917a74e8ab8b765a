import type { Link } from '../api/links-api.js';

/** An account, a device or an address that cases have in common. */
export interface LinkNode {
  readonly id: string;
  readonly kind: 'account' | 'device' | 'address';
  /** The case on the screen has it. */
  readonly isOwn: boolean;
  /** How many cases have it, and how many of them were rejected as fraud. */
  readonly cases: number;
  readonly rejected: number;
}

/** Held payments from an account to another, or from a device or an address. */
export interface LinkEdge {
  readonly from: string;
  readonly to: string;
  readonly cases: number;
  readonly rejected: number;
  readonly open: number;
}

export interface LinkGraph {
  readonly nodes: readonly LinkNode[];
  readonly edges: readonly LinkEdge[];
}

/** Who paid whom from where, in cases that are linked. */
export function linkGraphOf(links: readonly Link[]): LinkGraph {
  const nodes = new Map<string, LinkNode>();
  const edges = new Map<string, LinkEdge>();
  for (const link of links) {
    const add = (id: string, kind: LinkNode['kind']): void => {
      nodes.set(id, nodeWith(nodes.get(id), id, kind, link));
      if (id === link.payer) return;
      const key = `${link.payer} ${id}`;
      edges.set(key, edgeWith(edges.get(key), id, link));
    };
    add(link.payer, 'account');
    add(link.payee, 'account');
    if (link.device !== null) add(link.device, 'device');
    if (link.address !== null) add(link.address, 'address');
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function nodeWith(known: LinkNode | undefined, id: string, kind: LinkNode['kind'], link: Link): LinkNode {
  return {
    id,
    kind,
    isOwn: (known?.isOwn ?? false) || link.steps === 0,
    cases: (known?.cases ?? 0) + 1,
    rejected: (known?.rejected ?? 0) + Number(link.status === 'rejected'),
  };
}

function edgeWith(known: LinkEdge | undefined, to: string, link: Link): LinkEdge {
  return {
    from: link.payer,
    to,
    cases: (known?.cases ?? 0) + 1,
    rejected: (known?.rejected ?? 0) + Number(link.status === 'rejected'),
    open: (known?.open ?? 0) + Number(link.status === 'open'),
  };
}
