/** Whom mail was taken from lately: clients and senders that are let in while others are turned away. In memory, bounded. */
import { networkOf } from '../networks.ts';

/** Each in networks, and in senders. */
const most = 20_000;
/** Large senders write from many addresses: a wider network than the limits count. */
const prefixes = { ipv4: 24, ipv6: 48 };

export class Acquaintances {
  /** Oldest first. */
  readonly #networks = new Set<string>();
  readonly #senders = new Set<string>();

  /** Notes a mail that was taken; the null sender is nobody. */
  took(address: string, sender: string): void {
    remember(this.#networks, networkOf(address, prefixes));
    if (sender !== '') remember(this.#senders, sender.toLowerCase());
  }

  knowsClient(address: string): boolean {
    return this.#networks.has(networkOf(address, prefixes));
  }

  knowsSender(sender: string): boolean {
    return this.#senders.has(sender.toLowerCase());
  }
}

function remember(all: Set<string>, one: string): void {
  all.delete(one);
  all.add(one);
  if (all.size <= most) return;
  for (const oldest of all) {
    all.delete(oldest);
    return;
  }
}
