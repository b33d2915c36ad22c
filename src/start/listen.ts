/** Starts all ways in: SMTP, mailboxes, HTTP, metrics. */
import type { Bench } from '../assembly/assembly.ts';
import { systemResolver } from '../authentication/dns.ts';
import { confirmedNames } from '../authentication/reverse.ts';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { makeHealth } from '../http/health.ts';
import { startMetricsHttp } from '../http/metrics.ts';
import { startHttp } from '../http/server.ts';
import type { Site } from '../http/site.ts';
import { type Fetchers, startImap } from '../ingest/imap.ts';
import { type SmtpListener, startSmtp } from '../ingest/smtp.ts';
import { type Certificate, certificate } from '../ingest/tls.ts';
import { watchCertificate } from '../ingest/tls-renewal.ts';
import type { Intake, Log, Resolver, Store } from '../model/ports.ts';
import type { Metrics } from '../watching/metrics.ts';
import type { Tally } from '../watching/tally.ts';
import type { Doors } from './doors.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** The environment’s PATH. */
  readonly path: string;
  /** Replaces the system's DNS, for tests. */
  readonly resolver?: Resolver;
  /** Ports that are open already; else they are opened. */
  readonly doors?: Doors;
}

/** Closes one part; what is under way in it gets `graceMs`. */
export type Closer = (graceMs: number) => Promise<void>;

export interface ListenParts {
  readonly options: GatewayOptions;
  readonly doors: Doors;
  readonly store: Store;
  /** The one in use. */
  readonly bench: () => Bench;
  readonly intake: Intake;
  /** The block that keeps an address off, or null. */
  readonly blocked: (address: string) => string | null;
  readonly site: Site;
  readonly metrics: Metrics;
  readonly tally: Tally;
  readonly closers: Closer[];
}

export interface Listening {
  readonly smtp: SmtpListener;
  readonly http: { readonly port: number };
  readonly metrics: { readonly port: number };
  readonly imap: Fetchers;
  /** Reads what other settings name; throws Failure `bad-settings`, and gives how to go on with them. */
  exchange(settings: Settings, bench: Bench): Promise<() => Promise<void>>;
}

/** How often to look for a renewed certificate. */
const renewalMs = 60_000;

/** Each part is closed by `closers`, the last one first: so readiness ends before anything else. */
export async function listen(parts: ListenParts): Promise<Listening> {
  const { closers, options } = parts;
  let tls = options.settings.smtp;
  const load = (log: Log) => certificateOf(parts, tls, log);
  const current = await load(options.log);
  const smtp = await listenForSmtp(parts, current);
  closers.push((graceMs) => smtp.close(graceMs));
  const renewal = watchCertificate({
    current,
    load: () => load(silent),
    use: (fresh) => smtp.updateTls(fresh),
    log: options.log,
    everyMs: renewalMs,
  });
  closers.push(async () => renewal.stop());
  const fetching = startFetching(parts);
  closers.push(() => fetching.close());
  parts.metrics.watchMailboxes(() => fetching.status());
  const pages = await servePages(parts);
  return {
    smtp,
    imap: fetching,
    ...pages,
    async exchange(settings, bench) {
      const fresh = await certificateOf(parts, settings.smtp, options.log);
      smtp.updateTls(fresh);
      return async () => {
        tls = settings.smtp;
        renewal.replaced(fresh);
        await fetching.exchange(settings, bench);
      };
    },
  };
}

/** A look each minute says nothing; the renewal tells what it found. */
const silent: Log = { info() {}, warn() {}, error() {}, debug() {} };

function certificateOf(
  { options, bench }: ListenParts,
  smtp: Settings['smtp'],
  log: Log,
): Promise<Certificate> {
  const { dataDir } = options.settings;
  return certificate({ settings: smtp, dataDir, hostname: bench().hostname, log });
}

async function listenForSmtp(
  { options, doors, store, bench, intake, blocked, metrics, tally }: ListenParts,
  tls: Certificate,
) {
  const { settings, log } = options;
  const resolver = options.resolver ?? systemResolver();
  return startSmtp({
    host: settings.smtp.host,
    port: settings.smtp.port,
    door: doors.smtp,
    settings: settings.smtp,
    limits: settings.limits,
    hostname: bench().hostname,
    tls,
    intake,
    log,
    backlog: () => store.mails.backlog(settings.limits.overloadedBacklog),
    blocked,
    reverse: (address) => confirmedNames(resolver, address),
    observer: {
      connections: (open) => metrics.smtpConnections(open),
      accepted: (ms) => metrics.acceptSeconds(ms / 1000),
      limited(limit, address) {
        metrics.limited(limit);
        tally.limited(limit, address);
      },
      turnedDown: (what) => tally.turnedDown(what),
      loaded: ({ load }) => metrics.load(load),
      bytes: (octets) => metrics.bytesInFlight(octets),
    },
  });
}

interface Fetching extends Fetchers {
  exchange(settings: Settings, bench: Bench): Promise<void>;
}

/** Fetches from the mailboxes of the settings, until they change. */
function startFetching({ options, store, bench, intake }: ListenParts): Fetching {
  const { log } = options;
  const start = (settings: Settings, { lanes }: Bench) =>
    startImap({
      accounts: settings.imap,
      intake,
      mailboxes: store.mailboxes,
      leases: store.leases,
      log,
      clock: () => new Date(),
      random: Math.random,
      maxSize: settings.smtp.maxSize,
      defaultLane: lanes.fallback,
      leaseMs: settings.store.leaseSeconds * 1000,
    });
  const markOf = ({ imap }: Settings, { lanes }: Bench) => JSON.stringify([imap, lanes.fallback]);
  let used = markOf(options.settings, bench());
  let current = start(options.settings, bench());
  return {
    async exchange(settings, fresh) {
      const wanted = markOf(settings, fresh);
      if (wanted === used) return;
      used = wanted;
      // One after the other: each holds the leases of its mailboxes.
      await current.close();
      current = start(settings, fresh);
    },
    close: () => current.close(),
    status: () => current.status(),
  };
}

async function servePages({ options, doors, store, site, metrics, closers }: ListenParts) {
  const { settings, log } = options;
  let stopping = false;
  const health = makeHealth({
    store: () => store.ping(),
    listener: async () => {
      if (stopping) throw new Failure('shutting-down', 'stopping');
    },
    outbox: async () => void (await store.outbox.countByState()),
  });
  const http = await startHttp({ ...settings.http, door: doors.http, health, site, log });
  closers.push(() => http.close());
  const metricsHttp = await startMetricsHttp({ ...settings.metrics, door: doors.metrics, metrics, log });
  closers.push(() => metricsHttp.close());
  closers.push(async () => {
    stopping = true;
  });
  return { http, metrics: metricsHttp };
}
