/** The door over a real store, with a clock that tests set. */
import { generateSync } from 'otplib';
import type { Access, LogIn, Redeemed, Visit } from '../../src/access/access.ts';
import { makeAccess } from '../../src/access/make-access.ts';
import { hashPassword } from '../../src/access/secrets.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import type { Agent, Role } from '../../src/model/people.ts';
import type { Store } from '../../src/model/ports.ts';
import { networkOf } from '../../src/networks.ts';
import { SlidingWindow } from '../../src/sliding-window.ts';
import { keyLength, makeSealer, sealingKey } from '../../src/store/sealing.ts';
import { openStore } from '../../src/store/store.ts';
import { silentLog } from '../support/log.ts';
import { rowsOf, testDatabase } from '../support/mongod.ts';

export const password = 'violet harbour seven';
export const visit: Visit = { source: '192.0.2.7', userAgent: 'test' };
export const elsewhere: Visit = { source: '203.0.113.9', userAgent: 'test' };

export interface TestDoor {
  readonly access: Access;
  /** The door of another node over the same store. */
  readonly other: Access;
  readonly store: Store;
  readonly clock: { now: Date };
  /** Moves the clock on. */
  pass(ms: number): void;
  agent(name: string, role?: Role): Promise<Agent>;
  /** Gives him a second factor; its secret, and its codes for recovery. */
  factor(agent: Agent): Promise<{ secret: string; codes: readonly string[] }>;
  code(secret: string): string;
  /** The agents as they lie in the database, as text. */
  rows(): Promise<string>;
  close(): Promise<void>;
}

export async function openDoor(settings: Record<string, unknown> = {}): Promise<TestDoor> {
  const { uri, database, drop } = await testDatabase();
  const sealer = makeSealer({ keys: [sealingKey(new Uint8Array(keyLength).fill(7))], make: null });
  const store = await openStore({ uri, database, owner: 'test', leaseSeconds: 30, log: silentLog, sealer });
  const clock = { now: new Date() };
  const parsed = settingsSchema.parse(settings);
  const hour = 3_600_000;
  const make = () =>
    makeAccess({
      agents: store.agents,
      tries: {
        bySource: new SlidingWindow(parsed.login.triesPerHour, hour),
        inAll: new SlidingWindow(parsed.login.triesInAll, hour),
      },
      networkOf,
      log: silentLog,
      now: () => clock.now,
      settings: () => parsed,
    });
  const access = make();
  const code = (secret: string) => generateSync({ secret, epoch: Math.floor(clock.now.getTime() / 1000) });
  return {
    access,
    other: make(),
    store,
    clock,
    pass(ms) {
      clock.now = new Date(clock.now.getTime() + ms);
    },
    async agent(name, role = 'agent') {
      const address = `${name.toLowerCase()}@desk.example`;
      const fresh = { address, name, role, tier: 1, departments: [], language: '', enabled: true } as const;
      const agent = await store.agents.add(fresh);
      await store.agents.saveCredentials(agent.id, { passwordHash: await hashPassword(password) });
      return agent;
    },
    async factor(agent) {
      const { secret } = access.startTotp(agent, null);
      const codes = await access.confirmTotp(agent.id, secret, code(secret));
      clock.now = new Date(clock.now.getTime() + 30_000);
      return { secret, codes: codes ?? [] };
    },
    code,
    rows: async () => JSON.stringify(await rowsOf({ uri, database }, 'agents')),
    async close() {
      await store.close();
      await drop();
    },
  };
}

/** The token of a log-in that worked. */
export function tokenOf(result: LogIn | Redeemed): string {
  if (result.kind !== 'in') throw new Error(`not in: ${result.kind}`);
  return result.token;
}

/** The ticket of a log-in that waits for a code. */
export function ticketOf(result: LogIn | Redeemed): string {
  if (result.kind !== 'code-wanted') throw new Error(`no code wanted: ${result.kind}`);
  return result.ticket;
}
