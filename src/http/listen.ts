/** Opens and closes an HTTP listener. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { Failure } from '../failure.ts';

export interface Listening {
  /** As it was asked for. */
  readonly host: string;
  /** The port in use, where 0 was asked for. */
  readonly port: number;
  /** Takes no new connections, lets running answers end for up to 2 s, then cuts what is left. */
  close(): Promise<void>;
}

const graceMs = 2000;

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  // Closes idle connections too.
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** A socket that is open already. */
export interface Door {
  giveTo(server: Server): Promise<void>;
}

/**
 * Serves the app, on that host and port or on a socket that is open already. Throws Failure `bad-settings` where the
 * address cannot be listened on.
 */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  host: string,
  port: number,
  door?: Door,
): Promise<Listening> {
  // A request may bring the files of an answer over a slow line.
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 120_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  try {
    if (door === undefined) {
      server.listen(port, host);
      await once(server, 'listening');
    } else await door.giveTo(server);
  } catch (error) {
    throw new Failure('bad-settings', `cannot listen for HTTP on port ${port}`, error);
  }
  const address = server.address();
  const used = typeof address === 'object' && address !== null ? address.port : port;
  return { host, port: used, close: () => close(server) };
}
