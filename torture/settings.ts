/** How the gateway of the torture run is set up: short leases, no caps that the load would meet. */

/** Where the gateway finds its servers: ports of loopback, all of them proxies. */
export interface Ports {
  readonly smtp: number;
  readonly http: number;
  readonly metrics: number;
  readonly mongod: number;
  readonly sink: number;
  readonly rspamd: number;
  readonly dovecot: number;
}

export interface Department {
  readonly lane: string;
  readonly member: string;
}

/** Many, because notices to one member are capped by the hour: two hundred see all of a long run. */
export const departments: readonly Department[] = Array.from({ length: 200 }, (_, at) => ({
  lane: `desk${at}@desk.example`,
  member: `bob${at}@staff.example`,
}));

/** Whose Authentication-Results fields in the mailbox are believed. */
export const authservId = 'mx.desk.example';

export const leaseSeconds = 5;
/** Handing over one mail; a mail whose gateway died meanwhile is taken up again after two and a half times of it. */
export const sendSeconds = 10;

const plenty = 1_000_000;

/** All settings, as a file has them. */
export function settingsOf(dataDir: string, ports: Ports, mailbox: { user: string; password: string }) {
  return {
    dataDir,
    hostname: 'desk.example',
    store: {
      uri: `mongodb://127.0.0.1:${ports.mongod}/?directConnection=true`,
      database: 'torture',
      leaseSeconds,
    },
    smtp: { port: ports.smtp, maxConnections: 2000, idleSeconds: 86_400 },
    // Idle connections of the soak stay, however busy the machine is; loopback is exempt from the rest.
    limits: { busyIdleMs: 86_400_000 },
    http: { port: ports.http },
    metrics: { port: ports.metrics },
    log: { format: 'json' },
    // Names of the run are in no DNS; the mailbox's server vouches for staff.
    authentication: { enabled: false, trustedAuthservIds: [authservId] },
    screening: { rspamd: { url: `http://127.0.0.1:${ports.rspamd}` }, timeoutMs: 2000 },
    outbox: { smtp: { host: '127.0.0.1', port: ports.sink, sendSeconds } },
    departments: departments.map(({ lane, member }, at) => ({
      name: `desk${at}`,
      addresses: [lane],
      members: [member],
    })),
    receipts: {
      perAddressHour: plenty,
      perAddressDay: plenty,
      perDomainHour: plenty,
      floodPerHour: plenty,
      unprovenPerHour: plenty,
    },
    imap: [
      {
        name: 'desk',
        host: '127.0.0.1',
        port: ports.dovecot,
        secure: false,
        ...mailbox,
        processed: 'Processed',
        failed: 'Failed',
        pollSeconds: 5,
        longestPauseSeconds: 5,
      },
    ],
  };
}
