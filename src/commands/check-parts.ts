/** Parts of `postern check` on this machine and in the store. */
import { hostname as machineName } from 'node:os';
import { makeBench } from '../assembly/assembly.ts';
import { systemResolver } from '../authentication/dns.ts';
import type { Settings } from '../config/schema.ts';
import { describe, Failure, type FailureCode } from '../failure.ts';
import { certificate } from '../ingest/tls.ts';
import type { Store } from '../model/ports.ts';
import { findMongod } from '../store/mongod.ts';
import { loadTemplates } from '../templates.ts';
import { alarms } from '../watching/alarms.ts';
import { standing } from '../watching/watch.ts';
import type { Checked } from './check.ts';
import type { CommandContext } from './context.ts';
import { commandLog } from './shared.ts';

const dayMs = 86_400_000;
/** Leases, caps and signatures all go by the clock. */
const clockWarnMs = 2000;

/** Templates and routing rules can be read and filled in. */
export async function checkTemplates(context: CommandContext, settings: Settings): Promise<Checked[]> {
  const part = 'templates';
  try {
    loadTemplates(settings.receipts.templates);
    await makeBench({ settings, log: commandLog(context, settings) }).reader.close();
    const detail = settings.receipts.templates || 'the standard ones';
    return [{ part, state: 'ok', detail, advice: null }];
  } catch (error) {
    const advice = 'correct the template or the rule';
    return [{ part, state: 'fail', detail: describe(error), advice, badSettings: true }];
  }
}

/** What to do where more is known than that the store is away. */
const storeAdvice: Partial<Record<FailureCode, string>> = {
  'store-full': 'make room on the disk of the database',
  'bad-settings': 'correct what it names: secrets.key, secrets.keyFile or dataDir',
};

/** The store answers, takes a write and gives it back; its clock agrees with ours. */
export async function checkStore(
  settings: Settings,
  path: string,
  store: Store | Failure,
): Promise<Checked[]> {
  const embedded = settings.store.uri === '';
  const advice = embedded
    ? 'run `npm run setup`, look into mongod.log in the data directory, or set store.uri'
    : 'see that the database runs and that store.uri is right';
  try {
    if (store instanceof Failure) throw store;
    await store.ping();
    await store.leases.hold('check', 1000);
    await store.leases.release('check');
    await store.keys.ring();
    const where = embedded
      ? `embedded in ${settings.dataDir} by ${await findMongod(settings.store.mongod, path)}`
      : `database ${settings.store.database}`;
    const detail = `${where}: answers, writes and reads; ${await store.tickets.count()} tickets`;
    return [{ part: 'store', state: 'ok', detail, advice: null }, clock(store.clockAhead())];
  } catch (error) {
    const code = error instanceof Failure ? error.code : null;
    const badSettings = code === 'bad-settings';
    const what = (code !== null && storeAdvice[code]) || advice;
    return [{ part: 'store', state: 'fail', detail: describe(error), advice: what, badSettings }];
  }
}

function clock(ahead: number): Checked {
  const apart = Math.round(Math.abs(ahead));
  const detail = `${apart} ms apart from the store’s`;
  if (apart < clockWarnMs) return { part: 'clock', state: 'ok', detail, advice: null };
  const advice = 'set both machines’ clocks by NTP (chrony, systemd-timesyncd)';
  return { part: 'clock', state: 'warn', detail, advice };
}

/** The certificate for STARTTLS fits its key and has not ended. */
export async function checkCertificate(settings: Settings): Promise<Checked[]> {
  const part = 'certificate';
  const silent = { info() {}, warn() {}, error() {}, debug() {} };
  try {
    const hostname = settings.hostname ?? machineName();
    const found = await certificate({
      settings: settings.smtp,
      dataDir: settings.dataDir,
      hostname,
      log: silent,
    });
    const days = Math.floor((found.notAfter.getTime() - Date.now()) / dayMs);
    const until = `until ${found.notAfter.toISOString().slice(0, 10)}`;
    if (days < 0) return [{ part, state: 'fail', detail: `ended, valid ${until}`, advice: 'renew it' }];
    if (found.selfSigned) return [{ part, state: 'ok', detail: `self-signed, ${until}`, advice: null }];
    if (days < 14)
      return [{ part, state: 'warn', detail: `ends in ${days} days`, advice: 'see why it was not renewed' }];
    return [{ part, state: 'ok', detail: `own, ${until}`, advice: null }];
  } catch (error) {
    const advice = 'name a readable certificate and its key in smtp.tls';
    return [{ part, state: 'fail', detail: describe(error), advice, badSettings: true }];
  }
}

/** No such name is an answer too; the rest are faults (RFC 2308). */
const answers = ['ENOTFOUND', 'ENODATA'];

/** The resolver answers about the domain of our first lane. */
export async function checkDns(settings: Settings): Promise<Checked[]> {
  const part = 'dns';
  const lane = settings.departments[0]?.addresses[0] ?? '';
  const domain = lane.slice(lane.lastIndexOf('@') + 1);
  try {
    const found = await systemResolver()(domain, 'MX');
    return [{ part, state: 'ok', detail: `answers: ${domain} has ${found.length} MX records`, advice: null }];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : describe(error);
    if (answers.includes(code))
      return [{ part, state: 'ok', detail: `answers: ${domain} has no MX records`, advice: null }];
    const detail = `does not answer (${code}): SPF, DKIM and DMARC cannot be looked up`;
    return [
      { part, state: 'warn', detail, advice: 'see /etc/resolv.conf; a local resolver (unbound) is best' },
    ];
  }
}

/** What the gateway would raise an alarm for, as things stand. */
export async function checkAlarms(settings: Settings, store: Store | Failure): Promise<Checked[]> {
  const part = 'alarms';
  if (store instanceof Failure) return [];
  const found = await standing(store, settings);
  const to = settings.alarms.to.length === 0 ? 'nobody (alarms.to)' : settings.alarms.to.join(', ');
  if (found.length === 0) return [{ part, state: 'ok', detail: `none; mailed to ${to}`, advice: null }];
  return found.map(({ name, detail }) => ({
    part,
    state: 'warn',
    detail: `${name}: ${detail}`,
    advice: alarms[name],
  }));
}
