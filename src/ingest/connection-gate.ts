/** Lets connections in, or says which limit stands against one: in total, of one client, of one client in a minute. */

import type { SmtpLimits } from '../config/limits.ts';
import type { LimitName } from '../model/smtp.ts';
import { networkOf } from '../networks.ts';
import { SlidingWindow } from '../sliding-window.ts';

const minuteMs = 60_000;

export interface GateRules {
  /** Connections at once, over all clients. */
  readonly total: number;
  readonly limits: Pick<
    SmtpLimits,
    'connectionsPerAddress' | 'connectionsPerMinute' | 'ipv4Prefix' | 'ipv6Prefix'
  >;
  /** True for addresses that count in total only. */
  exempt(address: string): boolean;
}

export class ConnectionGate {
  readonly #rules: GateRules;
  readonly #rate: SlidingWindow;
  readonly #byNetwork = new Map<string, number>();
  #open = 0;

  constructor(rules: GateRules) {
    this.#rules = rules;
    this.#rate = new SlidingWindow(rules.limits.connectionsPerMinute, minuteMs);
  }

  /** Connections that are open. */
  get open(): number {
    return this.#open;
  }

  /** The part of all connections there may be that is open. */
  get share(): number {
    return this.#open / this.#rules.total;
  }

  /** Lets a client in and gives how to count it out (once), or says which limit stands against it. `now`: milliseconds. */
  admit(address: string, now: number): (() => void) | LimitName {
    const { total, limits } = this.#rules;
    const network = networkOf(address, { ipv4: limits.ipv4Prefix, ipv6: limits.ipv6Prefix });
    const there = this.#byNetwork.get(network) ?? 0;
    if (this.#open >= total) return 'connections';
    if (!this.#rules.exempt(address)) {
      if (there >= limits.connectionsPerAddress) return 'connections-per-address';
      if (!this.#rate.take(network, now)) return 'connection-rate';
    }
    this.#open += 1;
    this.#byNetwork.set(network, there + 1);
    return () => this.#leave(network);
  }

  #leave(network: string): void {
    const left = (this.#byNetwork.get(network) ?? 1) - 1;
    this.#open -= 1;
    if (left > 0) this.#byNetwork.set(network, left);
    else this.#byNetwork.delete(network);
  }
}
