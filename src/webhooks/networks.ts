/** Which addresses webhooks may be sent to: the public Internet, unless settings allow more. */
import { lookup as resolve } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Failure } from '../failure.ts';

/** IANA special-purpose registries (RFC 6890) and multicast: none of these is anybody's public server. */
const special: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
];
const notPublic = new BlockList();
for (const [network, prefix, family] of special) notPublic.addSubnet(network, prefix, family);
/** Of IPv6 only global unicast is public (RFC 4291, 2.4), without what holds IPv4 addresses or documents. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
const notGlobal = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notGlobal.addSubnet(network, prefix, 'ipv6');
}

/** True for an address of the public Internet. */
export function isPublic(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublic(mapped);
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  return global.check(address, 'ipv6') && !notGlobal.check(address, 'ipv6');
}

/** Why a URL can be no webhook's; null where it can. Names are looked at when they are resolved. */
export function faultOf(url: string, allowPrivate: boolean): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return 'is no URL';
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && allowPrivate))
    return 'must begin with https://';
  if (parsed.username !== '' || parsed.password !== '') return 'must hold no user and no password';
  const host = hostOf(parsed);
  const own = /^(?:.*\.)?localhost\.?$/i.test(host) || (isIP(host) > 0 && !isPublic(host));
  return own && !allowPrivate ? 'leads into a private network' : null;
}

/** The name or address of a URL, without the brackets of IPv6. */
function hostOf({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * Resolves a name once, for the very connection that is made: what was looked at is what is connected to, whatever the
 * name resolves to a moment later (DNS rebinding). One private address is enough to refuse.
 */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { all: true, verbatim: true })
      .then((found) => {
        const bad = allowPrivate ? undefined : found.find(({ address }) => !isPublic(address));
        const first = found[0];
        if (bad !== undefined || first === undefined)
          throw new Failure('forbidden', 'the name leads into a private network');
        if (options.all === true) done(null, found);
        else done(null, first.address, first.family);
      })
      .catch((error: NodeJS.ErrnoException) => done(error, '', 4));
  };
}
