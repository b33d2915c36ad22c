/** Joins adapters to ports: from settings and a store to the way of a mail. The daemon and the commands share it. */
import { hostname as machineName } from 'node:os';
import { systemResolver } from '../authentication/dns.ts';
import { makeAuthenticator } from '../authentication/mailauth.ts';
import type { Settings } from '../config/schema.ts';
import type { Policies } from '../decide.ts';
import { writerForwarded } from '../desk/forward.ts';
import { describe } from '../failure.ts';
import type { FilingParts } from '../filing.ts';
import type { GatherParts, Lookups, StaffNow } from '../lookups.ts';
import { mostRepeats } from '../mail/likeness.ts';
import { makeReader, type Reader } from '../mail/reader.ts';
import type { KeyRing } from '../model/node-store.ts';
import type { Agent } from '../model/people.ts';
import type { Log, Resolver, Signer, Store } from '../model/ports.ts';
import { withinNetworks } from '../networks.ts';
import { makePipeline, type Pipeline, type PipelineParts } from '../pipeline.ts';
import { receiptPolicy } from '../receipts/policy.ts';
import { UnderWay } from '../receipts/under-way.ts';
import { makeRouter } from '../routing/route.ts';
import type { SenderLists } from '../screening/lists.ts';
import { makeStaffFiling } from '../staff-filing.ts';
import { loadTemplates } from '../templates.ts';
import { match } from '../threading/match.ts';
import { makeTicketId } from '../threading/ticket-id.ts';
import { makeSigner } from '../threading/token.ts';
import { Seen } from '../watching/seen.ts';
import { type Lanes, makeLanes } from './lanes.ts';
import { findDepartment, type LetterBox, makeLetters } from './letters.ts';
import { readLists } from './lists.ts';
import { makeScorer } from './scorer.ts';
import { loadRules, makeScreening, type ScreeningNow } from './screening.ts';
import { staffNow } from './staff.ts';

export interface AssemblyOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Replaces the system's DNS. */
  readonly resolver?: Resolver;
  readonly now?: () => Date;
  /** What this node saw lately; without it, nothing. */
  readonly seen?: Seen;
  /** One that goes on when settings are read anew; without it, one of its own. */
  readonly reader?: Reader | undefined;
  /** The lists of senders of now; without it, those of the settings, and where there is a store, as it has them at the start. */
  readonly lists?: () => SenderLists;
}

/** What needs no store: reading, evidence, scoring, deciding. */
export interface Bench {
  readonly settings: Settings;
  readonly hostname: string;
  readonly reader: Reader;
  readonly policies: Policies;
  /** The rules of now; without a store, none. */
  readonly screening: ScreeningNow;
  readonly lanes: Lanes;
  readonly signer: Signer;
  /** Where the keys come from can be set later, and they can be read again. */
  readonly keys: { ring: KeyRing };
  /** The agents of the store as they were read last; without a store, nobody. */
  readonly people: { agents: readonly Agent[] };
  readonly staff: StaffNow;
  gatherWith(lookups: Lookups): GatherParts;
}

/** Reads settings into policies and adapters. Throws Failure `bad-settings` for rules or templates that are broken. */
export function makeBench({ settings, resolver, now, seen, reader, lists }: AssemblyOptions): Bench {
  const hostname = settings.hostname ?? machineName();
  const keys: { ring: KeyRing } = { ring: [] };
  const people: { agents: readonly Agent[] } = { agents: [] };
  const staff = staffNow(settings, () => people.agents);
  const lanes = makeLanes(settings, () => keys.ring, staff);
  const authenticator = makeAuthenticator({
    ...settings.authentication,
    trustedAuthservIds: settings.authentication.trustedAuthservIds,
    resolver: resolver ?? systemResolver(),
    hostname,
  });
  const screening = makeScreening(settings, staff, lists);
  const scorer = makeScorer(settings, hostname, lanes.of);
  return {
    settings,
    hostname,
    reader: reader ?? makeReader(),
    policies: makePolicies(settings, staff, lanes.all, screening),
    screening,
    lanes,
    signer: makeSigner(() => keys.ring, hostname),
    keys,
    people,
    staff,
    gatherWith: (lookups) => ({
      lookups,
      authenticator,
      scorer,
      staff,
      hostname,
      now: now ?? (() => new Date()),
      // More than one hour's receipts: beyond them only a program goes on.
      mostAlike: Math.max(mostRepeats, settings.receipts.perAddressHour + 1),
      seen: seen ?? new Seen(settings.limits),
      wanted: screening.needs,
      knownDays: settings.screening.knownDays,
      asksWhomStaffWroteTo: settings.screening.trustKnown > 0,
    }),
  };
}

function makePolicies(
  settings: Settings,
  staff: StaffNow,
  ownAddresses: ReadonlySet<string>,
  screening: ScreeningNow,
): Policies {
  const router = makeRouter(settings);
  const isOurs = withinNetworks(settings.limits.exempt);
  const reopenDays = (name: string) =>
    findDepartment(settings, name).reopenDays ?? settings.tickets.reopenDays;
  return {
    match: (facts) => match(facts, { staff, reopenDays, splitAfterDays: settings.tickets.splitAfterDays }),
    screen: screening.screen,
    route: router,
    receipt: (facts, situation) => {
      const writer = settings.tickets.forwardsByStaff ? writerForwarded(facts, staff) : null;
      const asked =
        writer === null ? facts : { ...facts, mail: { ...facts.mail, from: writer, replyTo: [] } };
      const { source } = facts.delivery;
      const spared = source.kind === 'smtp' && isOurs(source.address);
      return receiptPolicy({ facts: asked, ...situation, spared, settings: settings.receipts, ownAddresses });
    },
    hasMembers: (name) => staff.members(findDepartment(settings, name).name).length > 0,
  };
}

/** What gathering asks of the store. */
export function storeLookups(store: Store, keys: { ring: KeyRing }): Lookups {
  return {
    ring: () => keys.ring,
    byNumber: (number) => store.tickets.byNumber(number),
    byMessageIds: (messageIds) => store.tickets.byMessageIds(messageIds),
    byReferences: (messageIds) => store.tickets.byReferences(messageIds),
    strangersSince: (ticket, since) => store.tickets.strangersSince(ticket, since),
    ofRequester: (address, since) => store.tickets.ofRequester(address, since),
    saidSince: (ticket, since) => store.tickets.saidSince(ticket, since),
    recentAutomatic: (address, at) => store.outbox.recentAutomatic(address, at),
    outgoing: (id) => store.outbox.find(id),
    messages: (ticket) => store.tickets.messages(ticket),
    isKnown: async (address, since) =>
      (await store.outbox.writtenTo(address, since)) !== null ||
      (await store.tickets.ofRequester(address.toLowerCase(), since)).length > 0,
    writtenTo: (address, since) => store.outbox.writtenTo(address, since),
    agent: (address) => store.agents.byAddress(address),
  };
}

/** For `explain` without a store: no tickets, no history. */
export const noLookups: Lookups = {
  ring: () => [],
  byNumber: async () => null,
  byMessageIds: async () => [],
  byReferences: async () => [],
  strangersSince: async () => 0,
  ofRequester: async () => [],
  saidSince: async () => [],
  recentAutomatic: async () => ({
    toAddressHour: 0,
    toAddressDay: 0,
    toDomainHour: 0,
    dead: false,
    toAddressWeek: 0,
    subjects: [],
  }),
  outgoing: async () => null,
  messages: async () => [],
  isKnown: async () => false,
  writtenTo: async () => null,
  agent: async () => null,
};

export interface Assembly {
  readonly bench: Bench;
  readonly letters: LetterBox;
  readonly filing: FilingParts;
  readonly pipeline: Pipeline;
}

const constant =
  <T>(value: T) =>
  () =>
    value;

/** So long a mail waits before the scorer is asked again. */
const holdMs = 15_000;

/** The way of a mail over a store. Reads the keys; throws Failure `store-unavailable`. */
export async function assemble(
  options: AssemblyOptions & { store: Store; settled: PipelineParts['settled'] },
): Promise<Assembly> {
  const { store, settled, settings, log } = options;
  const lists = options.lists ?? constant(await readLists(store, settings));
  const bench = makeBench({ ...options, lists });
  bench.keys.ring = await store.keys.ring();
  bench.people.agents = await store.agents.list();
  await loadRules(bench.screening, store, log);
  const newId = () => store.newId();
  const letters = makeLetters({
    settings,
    templates: loadTemplates(settings.receipts.templates),
    signer: bench.signer,
    hostname: bench.hostname,
    ownAddresses: bench.lanes.all,
    newId,
    staff: bench.staff,
  });
  const isOurs = (address: string) => bench.lanes.of(address) !== null;
  const byStaff = makeStaffFiling({ letters, staff: bench.staff, settings, newId, isOurs });
  const filing: FilingParts = { letters, byStaff, newId, isOurs };
  const pipeline = makePipeline({
    store,
    reader: bench.reader,
    gather: bench.gatherWith(storeLookups(store, bench.keys)),
    policies: bench.policies,
    filing,
    makeTicketId: (number) => makeTicketId(bench.keys.ring, number),
    settled,
    record: async (entries) => {
      for (const entry of entries)
        await store.audit.record(entry).catch((error: unknown) => {
          log.error('audit entry was not written', { action: entry.action, cause: describe(error) });
        });
    },
    underWay: new UnderWay(),
    holdMs,
  });
  return { bench, letters, filing, pipeline };
}
