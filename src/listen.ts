/** Starts all ways in: SMTP, mailboxes, HTTP, metrics. */
import type { Bench } from './assembly.ts';
import { systemResolver } from './authentication/dns.ts';
import { confirmedNames } from './authentication/reverse.ts';
import type { Settings } from './config/schema.ts';
import { Failure } from './failure.ts';
import { makeHealth } from './http/health.ts';
import { startMetricsHttp } from './http/metrics.ts';
import { startHttp } from './http/server.ts';
import { startImap } from './ingest/imap.ts';
import { startSmtp } from './ingest/smtp.ts';
import { certificate } from './ingest/tls.ts';
import type { Metrics } from './metrics.ts';
import type { Intake, Log, Resolver, Store } from './ports.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** The environment’s PATH. */
  readonly path: string;
  /** Replaces the system's DNS, for tests. */
  readonly resolver?: Resolver;
}

/** Closes one part. */
export type Closer = () => Promise<void>;

export interface ListenParts {
  readonly options: GatewayOptions;
  readonly store: Store;
  readonly bench: Bench;
  readonly intake: Intake;
  readonly metrics: Metrics;
  readonly closers: Closer[];
}

/** Mails under way get so long to finish at a stop. */
const graceMs = 30_000;

/** Each part is closed by `closers`, the last one first: so readiness ends before anything else. */
export async function listen(parts: ListenParts) {
  const { closers } = parts;
  const smtp = await listenForSmtp(parts);
  closers.push(() => smtp.close(graceMs));
  const imap = fetchMailboxes(parts);
  closers.push(() => imap.close());
  const pages = await servePages(parts);
  return { smtp, imap, ...pages };
}

async function listenForSmtp({ options, bench, intake, metrics }: ListenParts) {
  const { settings, log } = options;
  const { hostname } = bench;
  const resolver = options.resolver ?? systemResolver();
  const tls = await certificate({ settings: settings.smtp, dataDir: settings.dataDir, hostname, log });
  return startSmtp({
    host: settings.smtp.host,
    port: settings.smtp.port,
    settings: settings.smtp,
    hostname,
    tls,
    intake,
    log,
    reverse: (address) => confirmedNames(resolver, address),
    observer: {
      connections: (open) => metrics.smtpConnections(open),
      accepted: (ms) => metrics.acceptSeconds(ms / 1000),
    },
  });
}

function fetchMailboxes({ options, store, bench, intake }: ListenParts) {
  const { settings, log } = options;
  return startImap({
    accounts: settings.imap,
    intake,
    mailboxes: store.mailboxes,
    leases: store.leases,
    log,
    clock: () => new Date(),
    random: Math.random,
    maxSize: settings.smtp.maxSize,
    defaultLane: bench.lanes.fallback,
    leaseMs: settings.store.leaseSeconds * 1000,
  });
}

async function servePages({ options, store, metrics, closers }: ListenParts) {
  const { settings, log } = options;
  let stopping = false;
  const health = makeHealth({
    store: () => store.ping(),
    listener: async () => {
      if (stopping) throw new Failure('shutting-down', 'stopping');
    },
    outbox: async () => void (await store.outbox.countByState()),
  });
  const http = await startHttp({ ...settings.http, health, log });
  closers.push(() => http.close());
  const metricsHttp = await startMetricsHttp({ ...settings.metrics, metrics, log });
  closers.push(() => metricsHttp.close());
  closers.push(async () => {
    stopping = true;
  });
  return { http, metrics: metricsHttp };
}
