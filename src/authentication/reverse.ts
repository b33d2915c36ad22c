/** The name behind an address (PTR, RFC 1035 3.5 and RFC 3596 2.5), confirmed by looking the name up again. */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { Resolver } from '../model/ports.ts';

/** Name under which an address is looked up; null where the text is no address. */
export function pointerName(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  if (isIPv4(plain)) return `${plain.split('.').reverse().join('.')}.in-addr.arpa`;
  if (!isIPv6(plain)) return null;
  return `${[...expanded(plain)].reverse().join('.')}.ip6.arpa`;
}

/**
 * Names of an address that lead back to it, at most three; `[]` for loopback, which nobody outside can claim, and where
 * nothing answers. Anybody may claim any name for his address, so an unconfirmed one says nothing.
 */
export async function confirmedNames(resolver: Resolver, address: string): Promise<string[]> {
  const pointer = pointerName(address);
  if (pointer === null || isLoopback(address)) return [];
  const type = isIPv4(address) ? 'A' : 'AAAA';
  const ask = async (name: string, of: string): Promise<string[]> => {
    const found: unknown[] = await resolver(name, of).catch(() => []);
    return found.filter((value) => typeof value === 'string');
  };
  const names = await ask(pointer, 'PTR');
  const confirmed = await Promise.all(
    names.slice(0, 3).map(async (name) => {
      const back = await ask(name, type);
      return back.some((found) => pointerName(found) === pointer) ? [name] : [];
    }),
  );
  return confirmed.flat();
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}

/** The 32 hex digits of an IPv6 address. */
function expanded(address: string): string {
  const [head = '', tail] = new SocketAddress({ address, family: 'ipv6' }).address.split('::');
  const groups = (text: string) =>
    (text === '' ? [] : text.split(':')).map((group) => group.padStart(4, '0'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0000'), ...right].join('');
}
