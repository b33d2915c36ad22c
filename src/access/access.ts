/** Who is at the door: log-in, sessions, links that work once, tokens of the API. */
import type { Actor, Agent, ApiToken, Invitation, Scope, Session } from '../model/people.ts';
import type { Weakness } from './passwords.ts';

/** Where a request comes from. */
export interface Visit {
  /** Address of the client. */
  readonly source: string;
  readonly userAgent: string;
}

export interface LoggedIn {
  readonly kind: 'in';
  /** For the cookie. */
  readonly token: string;
  readonly agent: Agent;
  readonly session: Session;
}

export type LogIn =
  | LoggedIn
  /** The password was right; a code of the second factor is wanted. `ticket` is handed back with it. */
  | { readonly kind: 'code-wanted'; readonly ticket: string }
  /**
   * Wrong, unknown, disabled or locked: told alike, so that nobody learns who is an agent. With seconds to wait where the
   * source of the visit, or all sources together, failed too often.
   */
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number | null };

/** `over`: the link was used, or is too old. */
export type Redeemed =
  | LogIn
  | { readonly kind: 'over' }
  | { readonly kind: 'weak'; readonly weakness: Weakness };

export type PasswordChange =
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'weak'; readonly weakness: Weakness };

/** A session in use. */
export interface Known {
  readonly agent: Agent;
  readonly session: Session;
  /** Log-in by password wants a second factor of him, and he has none yet: he may set one up, and nothing else. */
  readonly factorDue: boolean;
  readonly hasFactor: boolean;
}

export interface Link {
  readonly invitation: Invitation;
  readonly agent: Agent;
  /** It sets a password. */
  readonly wantsPassword: boolean;
}

export interface Access {
  logIn(visit: Visit, address: string, password: string): Promise<LogIn>;
  /** The second factor, after `code-wanted`: a code of the authenticator, or one for recovery. */
  logInWithCode(visit: Visit, ticket: string, code: string): Promise<LogIn>;
  /** Opens a session for somebody whom another party (OpenID Connect) has proven. */
  open(visit: Visit, agent: Agent, by: Session['by']): Promise<LoggedIn>;
  /** Null where the token is good for nothing. Sessions slide: each use within their time makes them longer. */
  session(token: string): Promise<Known | null>;
  /** Shows the password again, before something dangerous. Wrong tries count as those of a log-in do. */
  prove(visit: Visit, token: string, password: string): Promise<boolean>;
  logOut(token: string): Promise<void>;
  /** All sessions of the agent but that of the token. */
  logOutElsewhere(agent: string, token: string | null): Promise<void>;

  /** Makes a link; gives its token, to be put behind `/login/link/`, and when it ends. */
  invite(agent: string, purpose: LinkPurpose): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** Without using it up. Null where it is over. */
  invitation(token: string): Promise<Link | null>;
  /** Uses the link up, and where it sets a password, ends all sessions and other links. A second factor is asked for still. */
  redeem(visit: Visit, token: string, password: string | null): Promise<Redeemed>;
  /** Ends all other sessions. */
  changePassword(visit: Visit, token: string, old: string, fresh: string): Promise<PasswordChange>;

  /** A secret, a fresh one without `secret`, and its `otpauth:` URI; it counts once `confirmTotp` saw a code of it. */
  startTotp(agent: Agent, secret: string | null): { readonly secret: string; readonly uri: string };
  /** Gives the codes for recovery, which are shown once; null where the code is wrong. */
  confirmTotp(agent: string, secret: string, code: string): Promise<readonly string[] | null>;
  dropTotp(agent: string): Promise<void>;

  issueToken(
    agent: string,
    name: string,
    scopes: readonly Scope[],
    days: number | null,
  ): Promise<{ token: string; entry: ApiToken }>;
  bearer(token: string): Promise<{ readonly agent: Agent; readonly token: ApiToken } | null>;
}

export type LinkPurpose = Exclude<Invitation['purpose'], 'code'>;

/** An agent as one who acts. `memberOf`: departments whose member he is by the settings. */
export function actorOf(agent: Agent, via: Actor['via'], memberOf: readonly string[]): Actor {
  const { id, address, name, role, tier } = agent;
  const departments = role === 'admin' ? 'all' : [...new Set([...agent.departments, ...memberOf])];
  return { kind: 'agent', id, address, name: name || address, role, tier, departments, via };
}
