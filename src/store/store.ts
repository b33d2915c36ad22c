/** The Store port, on MongoDB. The only way in from outside this folder. */

import type { MailStore } from '../model/mail-store.ts';
import type { Log, Store } from '../model/ports.ts';
import { Accepting } from './accept.ts';
import { AtOnce } from './at-once.ts';
import { Audit } from './audit.ts';
import type { Node } from './claiming.ts';
import { Clock } from './clock.ts';
import { connect, type Database, silenceMs } from './connect.ts';
import { Counts } from './counts/counts.ts';
import { freshId } from './documents.ts';
import { toFailure, withFailures } from './errors.ts';
import { FilingStore } from './filing.ts';
import { refuseHalfFull } from './filling.ts';
import { Changes } from './inbox/changes.ts';
import { Inbox } from './inbox/inbox.ts';
import { TellingWords } from './inbox/similar-telling.ts';
import { makeIndexes } from './indexes.ts';
import { judgementStore } from './judging/store.ts';
import { Keys } from './keys.ts';
import { LeaseStore } from './leases.ts';
import { Lists } from './lists/lists.ts';
import { Mailboxes } from './mailboxes.ts';
import { Mails } from './mails.ts';
import { Mirror } from './mirror.ts';
import { Outbox } from './outbox.ts';
import { PastMailStore } from './past-mails.ts';
import { Agents } from './people/agents.ts';
import { QuarantineRows } from './quarantine/quarantine.ts';
import { RawStore } from './raw.ts';
import { Repeats } from './repeats.ts';
import { replaceMail } from './replacing.ts';
import { elsewhere, type Room } from './room.ts';
import { RuleDrafts } from './rules/drafts.ts';
import { Rules } from './rules/rules.ts';
import { Scores } from './scoring/scores.ts';
import { noSealer, type Sealer } from './sealing.ts';
import { Tickets } from './tickets.ts';
import { Tracing } from './tracing/tracing.ts';
import { Waker } from './wake.ts';
import { webhookStore } from './webhooks/store.ts';
import { Words } from './words.ts';

export interface StoreOptions {
  /** Connection string of a replica set or a sharded cluster. */
  readonly uri: string;
  readonly database: string;
  /** Name of this node; no other node has it. */
  readonly owner: string;
  /** How long a claim lasts that is not renewed. Fractions are for tests. */
  readonly leaseSeconds: number;
  /** The same for outgoing mail, longer than one may take to send: a mail whose lease runs out is sent twice. */
  readonly sendLeaseSeconds?: number;
  readonly log: Log;
  /** Room for mail where the database is our own. */
  readonly room?: Room;
  /** Seals secrets in the database; without it they lie in clear. */
  readonly sealer?: Sealer;
}

/** Connects, and makes what is missing. Throws Failure `store-unavailable`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = await connect(options.uri, options.database, silenceMs);
  const clock = new Clock();
  try {
    await refuseHalfFull(database);
    await makeIndexes(database.db);
    await clock.adjust(database.db);
  } catch (error) {
    await database.connection.close();
    throw toFailure(error);
  }
  return joined(database, clock, options);
}

/** Over the four minutes that handing over one mail may take. */
const usualSendLeaseSeconds = 300;

function joined(database: Database, clock: Clock, options: StoreOptions): Store {
  const { owner, leaseSeconds, sendLeaseSeconds = usualSendLeaseSeconds, log } = options;
  const { room = elsewhere, sealer = noSealer } = options;
  const node: Node = { owner, leaseMs: Math.round(leaseSeconds * 1000) };
  const raw = new RawStore(database);
  const accepting = new Accepting(database, raw, node, clock);
  const leases = new LeaseStore(database, owner);
  const words = new Words(database, leases, () => filing.busy || accepting.busy || atOnce.busy);
  const telling = new TellingWords(database);
  const filing = new FilingStore(database, clock, () => words.soon());
  const atOnce = new AtOnce(database, raw, clock, () => words.soon());
  const replace: MailStore['replace'] = (original, copy, bytes) =>
    replaceMail({ database, raw, clock }, original, copy, bytes);
  const outbox = new Outbox(database, { owner, leaseMs: Math.round(sendLeaseSeconds * 1000) });
  const waker = new Waker(database, log);
  const changes = new Changes(database.db, log);
  words.soon();
  return {
    mails: withFailures(new Mails(database, node, raw, room, { accepting, filing, atOnce, replace })),
    tickets: withFailures(new Tickets(database, clock, words, telling)),
    outbox: withFailures(outbox),
    mailboxes: withFailures(new Mailboxes(database, sealer)),
    leases: withFailures(leases),
    agents: withFailures(new Agents(database.db, sealer)),
    mirror: withFailures(new Mirror(database)),
    quarantine: withFailures(new QuarantineRows(database)),
    inbox: withFailures(new Inbox(database, raw, words, telling)),
    lists: withFailures(new Lists(database.db)),
    rules: withFailures(new Rules(database.db)),
    webhooks: withFailures(webhookStore(database.client, database.db, sealer)),
    judgements: withFailures(judgementStore(database.db)),
    repeats: withFailures(new Repeats(database.db)),
    past: withFailures(new PastMailStore(database, raw)),
    ruleDrafts: withFailures(new RuleDrafts(database.db)),
    counts: withFailures(new Counts(database)),
    scores: withFailures(new Scores(database)),
    traces: withFailures(new Tracing(database)),
    keys: withFailures(new Keys(database, sealer)),
    audit: withFailures(new Audit(database, clock)),
    newId: () => freshId().toHexString(),
    async ping() {
      try {
        await room.demand(0);
        await clock.adjust(database.db);
      } catch (error) {
        throw toFailure(error);
      }
    },
    clockAhead: () => clock.ahead,
    onWork: (wake) => waker.onWork(wake),
    onChange: (listener) => changes.listen(listener),
    async close() {
      await waker.close();
      await changes.close();
      await words.close();
      await Promise.all([accepting.drained(), filing.drained(), atOnce.drained(), outbox.drained()]);
      await database.connection.close();
    },
  };
}
