/** Who the client is, where proxies stand in between. Only those of `http.trustedProxies` are believed. */
import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { MiddlewareHandler } from 'hono';
import type { Env, Site } from './site.ts';

/**
 * The address of the client: who is connected, or, where that is a proxy of ours, the last in `X-Forwarded-For` that is none.
 * What stands before that one the client may have written himself. Pure.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  isProxy: (address: string) => boolean,
): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => bare(hop.trim()));
  let client = bare(peer);
  while (isProxy(client)) {
    const before = hops.pop();
    if (before === undefined || isIP(before) === 0) return client;
    client = before;
  }
  return client;
}

/** Without what some write around it: brackets, a port, the prefix of IPv4 in IPv6. */
function bare(address: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? [];
  const [, v4] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address) ?? [];
  return (bracketed ?? v4 ?? address).replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Finds the client out, and sends who came to the proxy without TLS to where `http.url` says. */
export function behindProxies(site: Site): MiddlewareHandler<Env> {
  return async (c, next) => {
    const peer = getConnInfo(c).remote.address ?? '';
    c.set('source', clientAddress(peer, c.req.header('X-Forwarded-For'), site.isProxy));
    const { url } = site.settings().http;
    const plain = c.req.header('X-Forwarded-Proto')?.toLowerCase() === 'http' && site.isProxy(bare(peer));
    if (plain && url?.startsWith('https:') === true) {
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(new URL(url).origin + pathname + search, 308);
    }
    await next();
    return undefined;
  };
}
