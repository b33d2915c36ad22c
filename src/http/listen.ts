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

/** Serves the app. Throws Failure `bad-settings` where the address cannot be listened on. */
export async function listen(app: Hono, host: string, port: number): Promise<Listening> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new Failure('bad-settings', `cannot listen for HTTP on port ${port}`, error);
  }
  const address = server.address();
  const used = typeof address === 'object' && address !== null ? address.port : port;
  return { host, port: used, close: () => close(server) };
}
