/** The SMTP listener: mail comes in here, and 250 is said only when it is durable (RFC 5321). */
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { describe, Failure } from '../failure.ts';
import { Server } from './smtp-listener.ts';
import type { Pems, SmtpOptions } from './smtp-options.ts';
import { offer } from './tls.ts';

export interface SmtpListener {
  readonly host: string;
  readonly port: number;
  /** Takes no more; idle clients get 421, mails under way are finished within `graceMs`. */
  close(graceMs: number): Promise<void>;
  /** For new handshakes. Throws Failure `bad-settings` where the two do not fit, and keeps the old ones. */
  updateTls(pems: Pems): void;
}

/** Starts listening. Throws Failure `bad-settings` where the certificate or the address cannot be used. */
export async function startSmtp(options: SmtpOptions): Promise<SmtpListener> {
  checkPems(options.tls);
  const server = new Server(options);
  await listen(server, options).catch(async (error: unknown) => {
    await server.drain(0);
    throw error;
  });
  server.on('error', (error) => options.log.error('smtp listener failed', { cause: describe(error) }));
  const { address, port } = server.server.address() as AddressInfo;
  return {
    host: address,
    port,
    close: (graceMs) => server.drain(graceMs),
    updateTls: (pems) => {
      checkPems(pems);
      server.updateSecureContext({ cert: pems.cert, key: pems.key });
    },
  };
}

async function listen(server: Server, { door, host, port }: SmtpOptions): Promise<void> {
  if (door !== undefined) return door.giveTo(server.server);
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await listening.catch((error: unknown) => {
    throw new Failure('bad-settings', `smtp: cannot listen on ${host}:${port}`, error);
  });
  server.off('error', reject);
}

function checkPems({ cert, key }: Pems): void {
  try {
    createSecureContext({ ...offer, cert, key });
  } catch (error) {
    throw new Failure('bad-settings', 'Certificate and key do not fit', error);
  }
}
