/** What pages and the API are made from. */
import type { Access } from '../access/access.ts';
import type { Settings } from '../config/schema.ts';
import type { Roster } from '../desk/changes.ts';
import type { Desk } from '../desk/desk.ts';
import type { Actor, Agent } from '../people.ts';
import type { Log, Store } from '../ports.ts';

export interface Site {
  readonly store: Pick<
    Store,
    'inbox' | 'tickets' | 'mails' | 'outbox' | 'agents' | 'audit' | 'newId' | 'onChange'
  >;
  readonly desk: Desk;
  readonly access: Access;
  /** As they are now: they can be reloaded. */
  settings(): Settings;
  roster(): Promise<Roster>;
  /** An agent as one who acts, with the departments whose member he is. */
  actor(agent: Agent, via: Actor['via']): Actor;
  /** The decoded bytes of a part of a mail. Throws Failure `not-found`. */
  attachment(mail: string, sha256: string): Promise<Uint8Array>;
  readonly log: Log;
  now(): Date;
}

/** What a request that was let in carries (hono’s variables). */
export interface Visitor {
  readonly agent: Agent;
  readonly actor: Actor;
  /** Of the session; null where a token of the API was shown. */
  readonly token: string | null;
}

export interface Env {
  /** `source`: address of the client. */
  Variables: { visitor: Visitor; language: string; source: string };
}
