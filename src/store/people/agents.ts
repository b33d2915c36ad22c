/** Agents, their sessions, links and tokens. */
import type { mongo } from 'mongoose';
import { Failure } from '../../failure.ts';
import type {
  Agent,
  AgentChange,
  AgentStore,
  ApiToken,
  Credentials,
  Invitation,
  Session,
  Standing,
} from '../../model/people.ts';
import { exactly } from '../conditions.ts';
import { asId, freshId, type Id } from '../documents.ts';
import { isDuplicate } from '../errors.ts';
import type { Sealer } from '../sealing.ts';
import { CredentialRows } from './credentials.ts';
import {
  type AgentRow,
  agentOf,
  type InvitationRow,
  invitationOf,
  noCredentials,
  type SessionRow,
  sessionOf,
  sessionRow,
  standingOf,
  type TokenRow,
  tokenOf,
} from './rows.ts';

/** When a token was used last is kept to the minute: a program may use it many times a second. */
const usedEveryMs = 60_000;

export class Agents implements AgentStore {
  readonly #agents: mongo.Collection<AgentRow>;
  readonly #sessions: mongo.Collection<SessionRow>;
  readonly #invitations: mongo.Collection<InvitationRow>;
  readonly #tokens: mongo.Collection<TokenRow>;

  readonly #credentials: CredentialRows;

  constructor(db: mongo.Db, sealer: Sealer) {
    this.#agents = db.collection('agents');
    this.#credentials = new CredentialRows(this.#agents, sealer);
    this.#sessions = db.collection('sessions');
    this.#invitations = db.collection('invitations');
    this.#tokens = db.collection('tokens');
  }

  async add(agent: Parameters<AgentStore['add']>[0]): Promise<Agent> {
    const address = agent.address.toLowerCase();
    const fresh = { _id: freshId(), ...agent, address, createdAt: new Date(), lastSeenAt: null };
    const row: AgentRow = { ...fresh, credentials: noCredentials };
    try {
      await this.#agents.insertOne(row);
    } catch (error) {
      if (isDuplicate(error)) throw new Failure('conflict', `${address} is an agent already`, error);
      throw error;
    }
    return agentOf(row);
  }

  async find(id: string): Promise<Agent | null> {
    const _id = asId(id);
    return _id === null ? null : this.#one({ _id });
  }

  byAddress(address: string): Promise<Agent | null> {
    return this.#one({ address: address.toLowerCase() });
  }

  async list(): Promise<Agent[]> {
    const rows = await this.#agents.find().sort({ name: 1, address: 1 }).toArray();
    return rows.map(agentOf);
  }

  async change(id: string, change: AgentChange): Promise<Agent | null> {
    const _id = asId(id);
    if (_id === null) return null;
    const row = await this.#agents.findOneAndUpdate({ _id }, { $set: change }, { returnDocument: 'after' });
    if (row !== null && change.enabled === false) await this.#lockOut(_id);
    return row === null ? null : agentOf(row);
  }

  credentials(id: string): Promise<Credentials> {
    return this.#credentials.read(known(id));
  }

  saveCredentials(id: string, change: Partial<Credentials>): Promise<void> {
    return this.#credentials.save(known(id), change);
  }

  countFailure(id: string, lockedUntil: (failures: number) => Date | null): Promise<number> {
    return this.#credentials.countFailure(known(id), lockedUntil);
  }

  useTotpStep(id: string, step: number): Promise<boolean> {
    return this.#credentials.useTotpStep(known(id), step);
  }

  useRecoveryCode(id: string, hash: string): Promise<boolean> {
    return this.#credentials.useRecoveryCode(known(id), hash);
  }

  async standings(): Promise<ReadonlyMap<string, Standing>> {
    const rows = await this.#agents.find().toArray();
    return new Map(rows.map((row) => [row._id.toHexString(), standingOf(row)]));
  }

  async openSession(session: Session): Promise<void> {
    await this.#sessions.insertOne(sessionRow(session));
  }

  async session(hash: string, now: Date): ReturnType<AgentStore['session']> {
    const row = await this.#sessions.findOne({ _id: exactly(hash), expiresAt: { $gt: now } });
    const agent = row === null ? null : await this.#agents.findOne({ _id: row.agent, enabled: true });
    if (row === null || agent === null) return null;
    return { session: sessionOf(row), agent: agentOf(agent), hasFactor: standingOf(agent).hasFactor };
  }

  async sessions(agent: string): Promise<Session[]> {
    const rows = await this.#sessions
      .find({ agent: known(agent) })
      .sort({ seenAt: -1 })
      .toArray();
    return rows.map(sessionOf);
  }

  async touchSession(hash: string, change: Parameters<AgentStore['touchSession']>[1]): Promise<void> {
    await this.#sessions.updateOne({ _id: exactly(hash) }, { $set: change });
  }

  async endSession(hash: string): Promise<void> {
    await this.#sessions.deleteOne({ _id: exactly(hash) });
  }

  async endSessions(agent: string, except?: string): Promise<void> {
    const others = except === undefined ? {} : { _id: { $ne: except } };
    await this.#sessions.deleteMany({ agent: known(agent), ...others });
  }

  async invite({ hash, agent, ...rest }: Invitation): Promise<void> {
    await this.#invitations.insertOne({ _id: hash, agent: known(agent), ...rest });
  }

  async invitation(hash: string, now: Date): Promise<Invitation | null> {
    const row = await this.#invitations.findOne({ _id: exactly(hash), expiresAt: { $gt: now } });
    return row === null ? null : invitationOf(row);
  }

  async useInvitation(hash: string, now: Date): Promise<Invitation | null> {
    const row = await this.#invitations.findOneAndDelete({ _id: exactly(hash), expiresAt: { $gt: now } });
    return row === null ? null : invitationOf(row);
  }

  async dropInvitations(agent: string): Promise<void> {
    await this.#invitations.deleteMany({ agent: known(agent) });
  }

  async addToken(token: Parameters<AgentStore['addToken']>[0]): Promise<ApiToken> {
    const row: TokenRow = { _id: freshId(), ...token, agent: known(token.agent), usedAt: null };
    await this.#tokens.insertOne(row);
    return tokenOf(row);
  }

  async token(hash: string, now: Date): Promise<{ token: ApiToken; agent: Agent } | null> {
    const alive = { $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
    const row = await this.#tokens.findOne({ hash: exactly(hash), ...alive });
    if (row !== null && now.getTime() - (row.usedAt?.getTime() ?? 0) > usedEveryMs)
      await this.#tokens.updateOne({ _id: row._id }, { $set: { usedAt: now } });
    const agent = row === null ? null : await this.#one({ _id: row.agent, enabled: true });
    return row === null || agent === null ? null : { token: tokenOf(row), agent };
  }

  async tokens(agent: string): Promise<ApiToken[]> {
    const rows = await this.#tokens
      .find({ agent: known(agent) })
      .sort({ _id: -1 })
      .toArray();
    return rows.map(tokenOf);
  }

  async revokeToken(id: string): Promise<boolean> {
    const _id = asId(id);
    return _id !== null && (await this.#tokens.deleteOne({ _id })).deletedCount === 1;
  }

  async #one(filter: mongo.Filter<AgentRow>): Promise<Agent | null> {
    const row = await this.#agents.findOne(filter);
    return row === null ? null : agentOf(row);
  }

  /** What opens the door to somebody who is no longer let in. */
  async #lockOut(agent: Id): Promise<void> {
    await Promise.all([
      this.#sessions.deleteMany({ agent }),
      this.#invitations.deleteMany({ agent }),
      this.#tokens.deleteMany({ agent }),
    ]);
  }
}

function known(id: string): Id {
  const _id = asId(id);
  if (_id === null) throw new Failure('not-found', 'there is no such agent');
  return _id;
}
