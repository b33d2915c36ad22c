/** A whole gateway on real parts: its own database, free ports, a sink for what it sends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settingsSchema } from '../../src/config/schema.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { fakeResolver, type Zone } from './dns.ts';
import { keptLog } from './log.ts';
import { testDatabase } from './mongod.ts';

export interface TestGateway extends Gateway {
  readonly log: ReturnType<typeof keptLog>;
  /** Stops it and removes its files and database. */
  remove(): Promise<void>;
}

/** `customer.example` lets its mail come from loopback and asks to refuse what does not. */
export const zone: Zone = {
  'customer.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  '_dmarc.customer.example': { TXT: ['v=DMARC1; p=none'] },
  'desk.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  '_dmarc.desk.example': { TXT: ['v=DMARC1; p=reject'] },
  'strict.example': { TXT: ['v=spf1 -all'] },
  '_dmarc.strict.example': { TXT: ['v=DMARC1; p=reject'] },
};

/** Starts one. `settings` are laid over what tests want; `database` lets two share one. */
export async function startTestGateway(
  settings: Record<string, unknown> = {},
  database?: { uri: string; database: string; drop?(): Promise<void> },
): Promise<TestGateway> {
  const store = database ?? (await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-gateway-'));
  const log = keptLog();
  const gateway = await startGateway({
    settings: settingsSchema.parse({
      dataDir,
      hostname: 'desk.example',
      store: { uri: store.uri, database: store.database, leaseSeconds: 5 },
      smtp: { port: 0 },
      http: { port: 0 },
      metrics: { port: 0 },
      ...settings,
    }),
    log,
    path: '',
    resolver: fakeResolver(zone),
  });
  return {
    ...gateway,
    log,
    async remove() {
      await gateway.stop();
      await store.drop?.();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is neither null nor false; throws after `ms`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | false>,
  ms = 20_000,
): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}
