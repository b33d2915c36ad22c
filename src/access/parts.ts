/** What the door is made of. */
import type { Settings } from '../config/schema.ts';
import type { AgentStore } from '../model/people.ts';
import type { Log } from '../model/ports.ts';

/** What limits tries: the shared sliding window. */
export interface Tries {
  full(key: string, now: number): boolean;
  note(key: string, now: number): void;
}

export interface AccessParts {
  readonly agents: AgentStore;
  /** Failed log-ins by network of the source, and all together. */
  readonly tries: { readonly bySource: Tries; readonly inAll: Tries };
  /** The network that a client is counted under. */
  networkOf(address: string): string;
  readonly log: Log;
  now(): Date;
  /** As they are now. */
  settings(): Pick<Settings, 'http' | 'login'>;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
