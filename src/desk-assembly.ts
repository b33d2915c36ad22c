/** Joins store, letters and settings to the desk and to what its pages are made from. */
import { actorOf } from './access/access.ts';
import { makeAccess } from './access/make-access.ts';
import type { Assembly } from './assembly.ts';
import type { Settings } from './config/schema.ts';
import type { Roster } from './desk/changes.ts';
import type { Desk } from './desk/desk.ts';
import { makeDesk } from './desk/make-desk.ts';
import { Failure } from './failure.ts';
import type { Site } from './http/site.ts';
import { findDepartment } from './letters.ts';
import { attachmentBytes } from './mail/attachment-bytes.ts';
import type { Log, Store } from './ports.ts';
import { SlidingWindow } from './sliding-window.ts';
import { makeTicketId } from './threading/ticket-id.ts';

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

/** Failed log-ins of one source in an hour before it has to wait. */
const triesPerHour = 30;
const hourMs = 3_600_000;

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
    now: parts.now,
    queued: parts.queued,
  });
}

/** What the pages and the API are made from. */
export function assembleSite(parts: DeskAssemblyParts): Site {
  const { store, settings, log, now } = parts;
  return {
    store,
    desk: assembleDesk(parts),
    access: makeAccess({
      agents: store.agents,
      tries: new SlidingWindow(triesPerHour, hourMs),
      log,
      now,
      sessionHours: settings().http.sessionHours,
    }),
    settings,
    roster: () => rosterOf(store, settings()),
    actor: (agent, via) => actorOf(agent, via, departmentsOf(settings(), agent.address)),
    async attachment(mail, sha256) {
      const bytes = attachmentBytes(await store.mails.raw(mail), sha256);
      if (bytes === null) throw new Failure('not-found', 'the mail has no such attachment');
      return bytes;
    },
    log,
    now,
  };
}

/** Members by the settings, and agents. */
async function rosterOf(store: Pick<Store, 'agents'>, { departments }: Settings): Promise<Roster> {
  const agents = (await store.agents.list()).filter(({ enabled }) => enabled);
  const names = new Map([
    ...departments.flatMap(({ members }) => members.map((member) => [member.toLowerCase(), member] as const)),
    ...agents.map(({ address, name }) => [address, name || address] as const),
  ]);
  return {
    departments: departments.map(({ name }) => name),
    nameOf: (address) => names.get(address.toLowerCase()) ?? null,
  };
}

/** Departments whose member somebody is by the settings. */
function departmentsOf({ departments }: Pick<Settings, 'departments'>, address: string): string[] {
  return departments
    .filter(({ members }) => members.some((member) => member.toLowerCase() === address))
    .map(({ name }) => name);
}
