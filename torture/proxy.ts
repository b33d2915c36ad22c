/** A small TCP proxy on loopback that can cut, hold back or garble what goes through it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

export interface LinkProxy {
  readonly port: number;
  /** Connections that are open. */
  readonly open: number;
  /** Breaks all connections, and every new one for so long. */
  cut(forMs: number): Promise<void>;
  /** Holds each piece back for `pieceMs`, in both directions, for so long. */
  delay(forMs: number, pieceMs: number): Promise<void>;
  /** Makes noise of all that the server says from now on; breaks the connections that heard it after so long. */
  garble(forMs: number, random: Random): Promise<void>;
  close(): Promise<void>;
}

type Trouble =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly pieceMs: number }
  | { readonly kind: 'garble'; readonly random: Random };

const none: Trouble = { kind: 'none' };

/** One connection through the proxy. */
class Link {
  garbled = false;
  readonly #ends: readonly Socket[];

  constructor(...ends: Socket[]) {
    this.#ends = ends;
  }

  break(): void {
    for (const end of this.#ends) end.resetAndDestroy();
  }
}

/** Starts one in front of a port of loopback. */
export async function startProxy(target: number): Promise<LinkProxy> {
  const links = new Set<Link>();
  let trouble: Trouble = none;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', () => {}); // Told by the pipelines.
    if (trouble.kind === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    upstream.on('error', () => {});
    const link = new Link(client, upstream);
    links.add(link);
    const ways = [
      pipeline(client, new Passage(link, () => trouble, false), upstream),
      pipeline(upstream, new Passage(link, () => trouble, true), client),
    ];
    for (const way of ways) way.catch(() => link.break());
    void Promise.allSettled(ways).then(() => links.delete(link));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const during = async (next: Trouble, forMs: number) => {
    trouble = next;
    await sleep(forMs);
    trouble = none;
  };
  const breakThose = (concerned: (link: Link) => boolean) => {
    for (const link of links) if (concerned(link)) link.break();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return links.size;
    },
    cut(forMs) {
      breakThose(() => true);
      return during({ kind: 'cut' }, forMs);
    },
    delay: (forMs, pieceMs) => during({ kind: 'delay', pieceMs }, forMs),
    async garble(forMs, random) {
      await during({ kind: 'garble', random }, forMs);
      breakThose(({ garbled }) => garbled);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      breakThose(() => true);
      await closed;
    },
  };
}

/** One direction of a connection. Once garbled, a connection tells nothing but noise until it is broken. */
class Passage extends Transform {
  readonly #link: Link;
  readonly #trouble: () => Trouble;
  readonly #fromServer: boolean;
  #random: Random | null = null;

  constructor(link: Link, trouble: () => Trouble, fromServer: boolean) {
    super();
    this.#link = link;
    this.#trouble = trouble;
    this.#fromServer = fromServer;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const trouble = this.#trouble();
    if (trouble.kind === 'garble' && this.#fromServer) {
      this.#link.garbled = true;
      this.#random = trouble.random;
    }
    if (this.#random !== null) done(null, noise(piece.length, this.#random));
    else if (trouble.kind === 'delay') setTimeout(() => done(null, piece), trouble.pieceMs);
    else done(null, piece);
  }
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.between(0, 255)));
}
