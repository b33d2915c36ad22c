/** Joins store, letters and settings to the desk and to what its pages are made from. */
import { actorOf } from '../access/access.ts';
import { makeOidc, type Oidc } from '../access/oidc.ts';
import { logInWithClaims } from '../access/oidc-log-in.ts';
import type { Settings } from '../config/schema.ts';
import type { Roster } from '../desk/changes.ts';
import type { Desk } from '../desk/desk.ts';
import { makeDesk } from '../desk/make-desk.ts';
import { Failure } from '../failure.ts';
import type { Site } from '../http/site.ts';
import type { Log, Store } from '../model/ports.ts';
import { withinNetworks } from '../networks.ts';
import { makeTicketId } from '../threading/ticket-id.ts';
import type { Assembly } from './assembly.ts';
import { makeFilterDesk } from './filter.ts';
import type { LearningDesk } from './learning.ts';
import { findDepartment } from './letters.ts';
import { makeListDesk } from './list-desk.ts';
import { assemblePeople } from './people.ts';
import { makeQuarantine } from './quarantine.ts';
import { ruleEngine } from './rule-engine.ts';
import { departmentsOf, staffNow } from './staff.ts';
import { assembleTryOuts } from './try-out/jobs.ts';

export interface DeskAssemblyParts {
  readonly store: Store;
  readonly log: Log;
  /** As they are now: both can be exchanged. */
  settings(): Settings;
  assembly(): Pick<Assembly, 'bench' | 'letters'>;
  /** Something was queued for sending. */
  queued(): void;
  now(): Date;
}

/** The desk over the store. */
export function assembleDesk(parts: DeskAssemblyParts): Desk {
  const { store, settings, assembly } = parts;
  return makeDesk({
    tickets: store.tickets,
    inbox: store.inbox,
    outbox: store.outbox,
    mails: store.mails,
    audit: store.audit,
    compose: (answer) => assembly().letters.written(answer),
    roster: () => rosterOf(store, settings()),
    laneOf: (department) => findDepartment(settings(), department).addresses[0] ?? '',
    makeTicketId: (number) => makeTicketId(assembly().bench.keys.ring, number),
    newId: () => store.newId(),
    mostFileBytes: () => settings().inbox.attachmentBytes,
    now: parts.now,
    queued: parts.queued,
    news: ({ address, name }, ticket, plan) => {
      const author = { address, name: name.includes('@') ? '' : name };
      const cause = store.newId();
      return assembly().letters.news({ ticket, plan, author, lane: null, cause, now: parts.now() });
    },
  });
}

/** What the pages and the API are made from. */
export function assembleSite(
  parts: DeskAssemblyParts & { readonly learning: Pick<LearningDesk, 'status' | 'teacher'> },
): Site {
  const { store, settings, log, now } = parts;
  const people = assemblePeople({ ...parts, letters: () => parts.assembly().letters });
  const { access } = people;
  return {
    store,
    desk: assembleDesk(parts),
    filter: makeFilterDesk(parts),
    lists: makeListDesk(parts),
    quarantine: makeQuarantine({ store, settings, ring: () => parts.assembly().bench.keys.ring, now }),
    ...people,
    oidc: providerOf(settings),
    isProxy: withinNetworks(settings().http.trustedProxies),
    async logInWithClaims(visit, claims) {
      const { oidc } = settings();
      if (oidc === undefined) throw new Failure('not-found', 'there is no provider of log-ins');
      return logInWithClaims({ agents: store.agents, audit: store.audit, access, log }, oidc, visit, claims);
    },
    settings,
    roster: () => rosterOf(store, settings()),
    actor: (agent, via) => actorOf(agent, via, departmentsOf(settings(), agent.address)),
    async attachment(mail, sha256) {
      const bytes = await parts.assembly().bench.reader.attachment(await store.mails.raw(mail), sha256);
      if (bytes === null) throw new Failure('not-found', 'the mail has no such attachment');
      return bytes;
    },
    rules: ruleEngine(() => rosterOf(store, settings())),
    tryOuts: assembleTryOuts(parts),
    read: (raw) => parts.assembly().bench.reader.read(raw, null),
    learning: () => parts.learning.status(),
    learns: () => parts.learning.teacher() !== null,
    log,
    now,
  };
}

/** The provider of log-ins that the settings name now; what it told of itself is kept as long as they name it. */
function providerOf(settings: () => Settings): () => Oidc | null {
  let made: { readonly mark: string; readonly oidc: Oidc } | null = null;
  return () => {
    const { oidc } = settings();
    if (oidc === undefined) return null;
    const mark = JSON.stringify(oidc);
    if (made?.mark !== mark) made = { mark, oidc: makeOidc(oidc) };
    return made.oidc;
  };
}

/** Members by the settings, and agents. */
async function rosterOf(store: Pick<Store, 'agents'>, settings: Settings): Promise<Roster> {
  const agents = await store.agents.list();
  return staffNow(settings, () => agents).roster();
}
