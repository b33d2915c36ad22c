/** Plans of the actions that change one ticket and send nothing. */
import { Failure } from '../failure.ts';
import { isOpen, type TicketState } from '../model/ticket.ts';
import { attachmentsOf } from './files.ts';
import { type ActionOf, changed, eventOf, type Plan, planOf, type Situation } from './plan.ts';

/** The people and departments that there are. */
export interface Roster {
  readonly departments: readonly string[];
  /** Name of a member of staff by address; null where nobody there has it. */
  nameOf(address: string): string | null;
  /** Whether somebody sees what belongs to that department. */
  sees(address: string, department: string): boolean;
}

/** Something that only staff see. */
export function note(situation: Situation, { text, attachments }: ActionOf<'note'>): Plan {
  const { ticket } = situation;
  const entry = {
    ...eventOf(situation, ticket.id, 'staff', text),
    kind: 'note' as const,
    attachments: attachmentsOf(attachments),
  };
  return planOf({
    changes: [{ ticket: ticket.id, change: {} }],
    messages: [entry],
    words: 'has a new note, which only staff see',
    message: entry.id,
  });
}

/** The ticket gets an owner, or none. Whom it is given to must see it, or nobody would work on it. */
export function assign(situation: Situation, { owner }: ActionOf<'assign'>, roster: Roster): Plan {
  const { department } = situation.ticket;
  const name = owner === null ? 'nobody' : roster.nameOf(owner);
  if (name === null) throw new Failure('bad-usage', `${owner} is no member of staff`);
  if (owner !== null && !roster.sees(owner, department))
    throw new Failure('bad-usage', `${name} does not see tickets of ${department}: move the ticket first`);
  return changed(situation, { owner }, 'assigned', `belongs to ${name}`, `assigned to ${owner ?? 'nobody'}`);
}

/** The ticket goes to another department; its owner stays behind where he is not of it. */
export function moveDepartment(
  situation: Situation,
  { department }: ActionOf<'department'>,
  roster: Roster,
): Plan {
  const known = roster.departments.find((name) => name.toLowerCase() === department.toLowerCase());
  if (known === undefined) {
    const names = roster.departments.join(', ');
    throw new Failure('bad-usage', `there is no department ${department}; there are: ${names}`);
  }
  const words = `goes to ${known}`;
  return changed(
    situation,
    { department: known, owner: null },
    'department',
    words,
    `moved from ${situation.ticket.department} to ${known}`,
  );
}

/** The ticket has another state. What sleeps is woken by it. */
export function setState(situation: Situation, { state }: ActionOf<'state'>): Plan {
  const text = `${situation.ticket.state} → ${state}`;
  const closedAt = isOpen({ state }) ? null : situation.now;
  return changed(situation, { state, closedAt, waitUntil: null }, markOf(state), `is ${state}`, text);
}

function markOf(state: TicketState): string {
  return state === 'closed' || state === 'solved' ? state : 'state';
}

/** How soon it is wanted. */
export function setPriority(situation: Situation, { priority }: ActionOf<'priority'>): Plan {
  const text = `priority ${situation.ticket.priority} → ${priority}`;
  return changed(situation, { priority }, 'priority', `has priority ${priority}`, text);
}

/** Tags are added and taken away; what is both is added. */
export function setTags(situation: Situation, { add, remove }: ActionOf<'tags'>): Plan {
  const addTags = [...new Set(add.map((tag) => tag.toLowerCase()))];
  const removeTags = remove.map((tag) => tag.toLowerCase()).filter((tag) => !addTags.includes(tag));
  if (addTags.length + removeTags.length === 0) throw new Failure('bad-usage', 'no tag was named');
  const text = [...addTags.map((tag) => `+${tag}`), ...removeTags.map((tag) => `−${tag}`)].join(' ');
  const change = {
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
  };
  // Two operators on one array do not go into one write.
  const changes = Object.entries(change).map(([name, tags]) => ({
    ticket: situation.ticket.id,
    change: { [name]: tags },
  }));
  const entry = eventOf(situation, situation.ticket.id, 'tags', text);
  return planOf({ changes, messages: [entry], words: `has its tags changed: ${text}`, message: entry.id });
}

/** The ticket sleeps until then, or until the customer writes. */
export function snooze(situation: Situation, { until }: ActionOf<'snooze'>): Plan {
  if (until === null)
    return changed(situation, { state: 'open', waitUntil: null }, 'woken', 'is awake', 'woken');
  if (until <= situation.now) throw new Failure('bad-usage', 'a ticket can only sleep until a later time');
  if (!isOpen(situation.ticket))
    throw new Failure('bad-usage', `a ${situation.ticket.state} ticket cannot wait`);
  const text = `waits until ${until.toISOString()}`;
  return changed(situation, { state: 'waiting', waitUntil: until }, 'snoozed', text, text);
}

/** The ticket shows how a known problem is solved. */
export function markSolution(situation: Situation, { problem, note: how }: ActionOf<'solution'>): Plan {
  if (problem === null) {
    const text = 'no longer a known solution';
    return changed(situation, { solution: null }, 'solution', `is ${text}`, text);
  }
  const { actor, now } = situation;
  const solution = { problem, note: how, by: actor.address || actor.name, at: now };
  return changed(situation, { solution }, 'solution', 'is a known solution', `the solution of: ${problem}`);
}

/** Another subject; letters carry it from now on. */
export function rename(situation: Situation, { subject }: ActionOf<'subject'>): Plan {
  const text = `subject was: ${situation.ticket.subject}`;
  return changed(situation, { subject }, 'subject', 'has another subject', text);
}
