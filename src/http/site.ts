/** What pages and the API are made from. */
import type { Access, LoggedIn, Visit } from '../access/access.ts';
import type { Forgot } from '../access/forgot.ts';
import type { Oidc } from '../access/oidc.ts';
import type { Claims } from '../access/oidc-agent.ts';
import type { Team } from '../access/team.ts';
import type { Settings } from '../config/schema.ts';
import type { Roster } from '../desk/changes.ts';
import type { Desk } from '../desk/desk.ts';
import type { Mail } from '../mail/mail.ts';
import type { FilterDesk } from '../model/filter.ts';
import type { LearningStatus } from '../model/judgements.ts';
import type { Actor, Agent, Session } from '../model/people.ts';
import type { Log, Store } from '../model/ports.ts';
import type { Quarantine } from '../model/quarantine.ts';
import type { ListDesk } from '../model/sender-lists.ts';
import type { TryOutJobs } from '../model/try-out.ts';
import type { RuleEngine } from './admin/rules-engine.ts';

export interface Site {
  readonly store: Pick<
    Store,
    | 'inbox'
    | 'lists'
    | 'counts'
    | 'traces'
    | 'tickets'
    | 'mails'
    | 'outbox'
    | 'quarantine'
    | 'agents'
    | 'audit'
    | 'webhooks'
    | 'judgements'
    | 'repeats'
    | 'scores'
    | 'rules'
    | 'ruleDrafts'
    | 'newId'
    | 'onChange'
  >;
  readonly desk: Desk;
  /** The lists of senders. */
  readonly lists: ListDesk;
  readonly quarantine: Quarantine;
  readonly filter: FilterDesk;
  readonly access: Access;
  readonly team: Team;
  readonly forgot: Forgot;
  /** The provider of log-ins; null where the settings name none. */
  oidc(): Oidc | null;
  /** Whether that address is one of `http.trustedProxies`. */
  isProxy(address: string): boolean;
  /** Lets in whom the provider has proven. Throws Failure `forbidden`. */
  logInWithClaims(visit: Visit, claims: Claims): Promise<LoggedIn>;
  /** As they are now: they can be reloaded. */
  settings(): Settings;
  roster(): Promise<Roster>;
  /** An agent as one who acts, with the departments whose member he is. */
  actor(agent: Agent, via: Actor['via']): Actor;
  /** The decoded bytes of a part of a mail. Throws Failure `not-found`. */
  attachment(mail: string, sha256: string): Promise<Uint8Array>;
  /** Reads, writes and examines sets of rules. */
  readonly rules: RuleEngine;
  /** Rules tried on past mail. */
  readonly tryOuts: TryOutJobs;
  /** Reads a mail anew; what is large, in a thread. Never throws. */
  read(raw: Uint8Array): Promise<Mail>;
  /** How learning what staff say of mails stands. */
  learning(): Promise<LearningStatus>;
  /** Whether a filter that learns is set up. */
  learns(): boolean;
  readonly log: Log;
  now(): Date;
}

/** What a request that was let in carries (hono’s variables). */
export interface Visitor {
  readonly agent: Agent;
  readonly actor: Actor;
  /** Of the session; null where a token of the API was shown. */
  readonly token: string | null;
  /** Null with a token of the API. */
  readonly session: Session | null;
}

export interface Env {
  /** `source`: address of the client. */
  Variables: { visitor: Visitor; language: string; source: string };
}
