/** Agents and what they log in with, as rows, and back. */
import type { Agent, ApiToken, Credentials, Invitation, Session, Standing } from '../../model/people.ts';
import { type Id, toId } from '../documents.ts';

export interface AgentRow extends Omit<Agent, 'id'> {
  readonly _id: Id;
  readonly credentials: Credentials;
}

/** By the SHA-256 of its token, which is with the browser alone. */
export interface SessionRow extends Omit<Session, 'hash' | 'agent'> {
  readonly _id: string;
  readonly agent: Id;
}

export interface InvitationRow extends Omit<Invitation, 'hash' | 'agent'> {
  readonly _id: string;
  readonly agent: Id;
}

export interface TokenRow extends Omit<ApiToken, 'id' | 'agent'> {
  readonly _id: Id;
  readonly agent: Id;
}

export const noCredentials: Credentials = {
  passwordHash: null,
  totpSecret: null,
  totpStep: 0,
  recoveryHashes: [],
  subject: null,
  failures: 0,
  lockedUntil: null,
};

/** The agent of a row; what he logs in with stays behind. */
export function agentOf({ _id, credentials: _, ...rest }: AgentRow): Agent {
  return { id: _id.toHexString(), ...rest };
}

/** The session of a row. */
export function sessionOf({ _id, agent, ...rest }: SessionRow): Session {
  return { hash: _id, agent: agent.toHexString(), ...rest };
}

/** The row of a session. */
export function sessionRow({ hash, agent, ...rest }: Session): SessionRow {
  return { _id: hash, agent: toId(agent), ...rest };
}

/** The invitation of a row. */
export function invitationOf({ _id, agent, ...rest }: InvitationRow): Invitation {
  return { hash: _id, agent: agent.toHexString(), ...rest };
}

/** The token of a row. */
export function tokenOf({ _id, agent, ...rest }: TokenRow): ApiToken {
  return { id: _id.toHexString(), agent: agent.toHexString(), ...rest };
}

/** What the agent of a row could log in with. */
export function standingOf({ credentials }: Pick<AgentRow, 'credentials'>): Standing {
  return { hasPassword: credentials.passwordHash !== null, hasFactor: credentials.totpSecret !== null };
}
