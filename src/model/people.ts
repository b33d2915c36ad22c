/** Who works at the desk: agents, their rights, and what the store keeps so that they can log in. */

/** What somebody may do; each has the rights of those before it. */
export const roles = ['agent', 'lead', 'admin'] as const;
export type Role = (typeof roles)[number];

/** L1 identifies and answers with canned mails, L2 works tickets, L3 approves overrides. */
export const tiers = [1, 2, 3] as const;
export type Tier = (typeof tiers)[number];

/** Names of departments that somebody sees. */
export type Departments = readonly string[] | 'all';

export interface Agent {
  readonly id: string;
  /** Lower case; he logs in and writes mail with it. Unique. */
  readonly address: string;
  readonly name: string;
  readonly role: Role;
  readonly tier: Tier;
  /** Beside those whose member he is by the settings. Admins see all. */
  readonly departments: readonly string[];
  /** Language of his pages, `en` or `de`; empty: what his browser asks for. */
  readonly language: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

/** Addresses of those who are staff now, lower case. */
export interface Staff extends Iterable<string> {
  has(address: string): boolean;
}

/** Who acts: an agent on a page or by mail, a token of the API, a command of the operator, or Postern itself. */
export interface Actor {
  readonly kind: 'agent' | 'token' | 'operator' | 'postern';
  /** Of the agent, or of the token; of an operator the account: `command:kim`. */
  readonly id: string | null;
  /** Empty where there is none. */
  readonly address: string;
  readonly name: string;
  readonly role: Role;
  readonly tier: Tier;
  readonly departments: Departments;
  /** Way in, for the audit trail. */
  readonly via: 'page' | 'api' | 'mail' | 'command' | 'mailbox' | 'timer';
}

/** What proves that an agent is himself. */
export interface Credentials {
  /** argon2id, in PHC form; null: no password set. */
  readonly passwordHash: string | null;
  /** Sealed; null: no second factor. */
  readonly totpSecret: string | null;
  /** The last time step that was used, so that no code works twice (RFC 6238, 5.2). */
  readonly totpStep: number;
  /** SHA-256 of codes that stand in for the second factor, each once. */
  readonly recoveryHashes: readonly string[];
  /** Who he is at the OpenID Connect provider, issuer and subject; null: he never came that way. */
  readonly subject: string | null;
  /** Failed log-ins since the last good one. */
  readonly failures: number;
  readonly lockedUntil: Date | null;
}

/** A log-in that is good until it ends. The token itself is with the browser alone; we keep its SHA-256. */
export interface Session {
  readonly hash: string;
  readonly agent: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly seenAt: Date;
  /** Where it was opened from, for the list of sessions. */
  readonly source: string;
  readonly userAgent: string;
  /** When he last showed a password or second factor. */
  readonly provenAt: Date;
  /** How it was opened. */
  readonly by: 'password' | 'link' | 'oidc';
}

/**
 * A token that works once: a link to set a first password, a new one, or to log in without (first start); `code`: the
 * password was right, and the second factor is awaited with it.
 */
export interface Invitation {
  readonly hash: string;
  readonly agent: string;
  readonly purpose: 'invite' | 'reset' | 'login' | 'code';
  readonly expiresAt: Date;
}

/** What an agent could log in with, for the list of the team. */
export interface Standing {
  readonly hasPassword: boolean;
  readonly hasFactor: boolean;
}

export const scopes = [
  'tickets:read',
  'tickets:write',
  'agents:read',
  'agents:write',
  'webhooks',
  'admin',
] as const;
export type Scope = (typeof scopes)[number];

/** A token of the API: acts as its agent, within its scopes. */
export interface ApiToken {
  readonly id: string;
  readonly hash: string;
  readonly agent: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly usedAt: Date | null;
}

export type AgentChange = Partial<
  Pick<Agent, 'name' | 'role' | 'tier' | 'departments' | 'language' | 'enabled' | 'lastSeenAt'>
>;

export interface AgentStore {
  /** Throws Failure `conflict` where the address is taken. */
  add(agent: Omit<Agent, 'id' | 'createdAt' | 'lastSeenAt'>): Promise<Agent>;
  find(id: string): Promise<Agent | null>;
  byAddress(address: string): Promise<Agent | null>;
  /** By name. */
  list(): Promise<Agent[]>;
  /** Null where there is no such agent. Disabling ends his sessions and tokens. */
  change(id: string, change: AgentChange): Promise<Agent | null>;
  credentials(id: string): Promise<Credentials>;
  saveCredentials(id: string, change: Partial<Credentials>): Promise<void>;
  /** Counts one more failed log-in, in one write; gives the new number. */
  countFailure(id: string, lockedUntil: (failures: number) => Date | null): Promise<number>;
  /** Uses the time step up: false where it, or a later one, was used before. */
  useTotpStep(id: string, step: number): Promise<boolean>;
  /** Uses the code up: the first caller gets true. */
  useRecoveryCode(id: string, hash: string): Promise<boolean>;
  /** Of all agents, by ID. */
  standings(): Promise<ReadonlyMap<string, Standing>>;

  openSession(session: Session): Promise<void>;
  /** Null where it is unknown, over, or its agent is disabled. */
  session(hash: string, now: Date): Promise<{ session: Session; agent: Agent; hasFactor: boolean } | null>;
  sessions(agent: string): Promise<Session[]>;
  touchSession(
    hash: string,
    change: Partial<Pick<Session, 'seenAt' | 'provenAt' | 'expiresAt'>>,
  ): Promise<void>;
  endSession(hash: string): Promise<void>;
  /** Log-out everywhere; `except` stays. */
  endSessions(agent: string, except?: string): Promise<void>;

  invite(invitation: Invitation): Promise<void>;
  /** The invitation, without using it. */
  invitation(hash: string, now: Date): Promise<Invitation | null>;
  /** Uses it up: the first caller gets it, later ones null. */
  useInvitation(hash: string, now: Date): Promise<Invitation | null>;
  /** All of the agent, unused. */
  dropInvitations(agent: string): Promise<void>;

  addToken(token: Omit<ApiToken, 'id' | 'usedAt'>): Promise<ApiToken>;
  /** Null where it is unknown or over, or its agent is disabled. */
  token(hash: string, now: Date): Promise<{ token: ApiToken; agent: Agent } | null>;
  tokens(agent: string): Promise<ApiToken[]>;
  revokeToken(id: string): Promise<boolean>;
}
