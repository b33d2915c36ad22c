/** Who is at the door: log-in, sessions, links that work once, tokens of the API. */
import type { Actor, Agent, ApiToken, Invitation, Scope, Session } from '../people.ts';

/** Where a request comes from. */
export interface Visit {
  /** Address of the client. */
  readonly source: string;
  readonly userAgent: string;
}

export type LogIn =
  | { readonly kind: 'in'; readonly token: string; readonly agent: Agent; readonly session: Session }
  /** The password was right; a code of the second factor is wanted. `ticket` is handed back with it. */
  | { readonly kind: 'code-wanted'; readonly ticket: string }
  /** Wrong, unknown, disabled or locked: told alike, so that nobody learns who is an agent. */
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number | null };

export interface Access {
  logIn(visit: Visit, address: string, password: string): Promise<LogIn>;
  /** The second factor, after `code-wanted`. */
  logInWithCode(visit: Visit, ticket: string, code: string): Promise<LogIn>;
  /** Opens a session for somebody whom a link or another party (OpenID Connect) has proven. */
  open(visit: Visit, agent: Agent): Promise<Extract<LogIn, { kind: 'in' }>>;
  /** Null where the token is good for nothing. Sessions slide: each use within their time makes them longer. */
  session(token: string): Promise<{ readonly agent: Agent; readonly session: Session } | null>;
  logOut(token: string): Promise<void>;
  /** All sessions of the agent but that of the token. */
  logOutElsewhere(agent: string, token: string | null): Promise<void>;

  /** Makes a link; gives its token, to be put behind `/login/link/`. */
  invite(agent: string, purpose: Invitation['purpose']): Promise<string>;
  /** Without using it up. */
  invitation(token: string): Promise<{ readonly invitation: Invitation; readonly agent: Agent } | null>;
  /** Uses the link up; for `invite` and `reset` it sets the password and ends all sessions. */
  redeem(token: string, password: string | null): Promise<Agent | null>;
  /** Throws Failure `bad-usage` for a password that is too weak, `forbidden` where the old one is wrong. */
  changePassword(agent: string, old: string, fresh: string): Promise<void>;

  /** A fresh secret and its `otpauth:` URI; it counts once `confirmTotp` saw a code of it. */
  startTotp(agent: Agent): Promise<{ readonly secret: string; readonly uri: string }>;
  confirmTotp(agent: string, secret: string, code: string): Promise<boolean>;
  dropTotp(agent: string): Promise<void>;

  issueToken(
    agent: string,
    name: string,
    scopes: readonly Scope[],
    days: number | null,
  ): Promise<{ token: string; entry: ApiToken }>;
  bearer(token: string): Promise<{ readonly agent: Agent; readonly token: ApiToken } | null>;
}

/** An agent as one who acts. `memberOf`: departments whose member he is by the settings. */
export function actorOf(agent: Agent, via: Actor['via'], memberOf: readonly string[]): Actor {
  const { id, address, name, role, tier } = agent;
  const departments = role === 'admin' ? 'all' : [...new Set([...agent.departments, ...memberOf])];
  return { kind: 'agent', id, address, name: name || address, role, tier, departments, via };
}
