import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Not reachable from everywhere, or not one host (IANA special-purpose registry, RFC 6890 and its updates). */
const specialIpv4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Of global unicast, what is documentation or carries an IPv4 address inside (Teredo, 6to4). */
const specialIpv6: readonly [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, prefix] of specialIpv4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of specialIpv6) special.addSubnet(network, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address is a host of the public internet. Of IPv6 only global unicast is, so that mapped,
 * translated, local and link-local addresses are none; of IPv4 all but the special ranges.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The target of a request is inside a network, where nothing of a customer's can be. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';

  constructor(readonly host: string) {
    super(`${host} is not on the public internet`);
    this.name = 'AddressRefused';
  }
}

/** Answers an error or, without one, addresses: `dns.lookup` gives no list at all with an error. */
type Resolve = (
  host: string,
  callback: (error: Error | null, addresses: readonly LookupAddress[] | undefined) => void,
) => void;

const resolveAll: Resolve = (host, callback) => {
  lookup(host, { all: true }, callback);
};

/**
 * A lookup for connections that hands on only what it has checked, so that a name cannot resolve to one address
 * when it is checked and to another when it is used. A name with any address that is not public has none.
 */
export function publicLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null) callback(error, []);
      else if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        callback(new AddressRefused(host), []);
      } else if (all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
