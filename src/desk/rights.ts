/** Who may do what at the desk: by department, tier and role. One table, for every way in. */
import type { Actor, Departments, Role, Tier } from '../model/people.ts';
import type { ActionName } from './action.ts';

/** The least tier for an action. L1 answers and sorts, L2 works on what a ticket is (DESIGN 1, mission). */
const leastTier: Record<ActionName, Tier> = {
  reply: 1,
  forward: 2,
  note: 1,
  assign: 1,
  department: 1,
  state: 1,
  priority: 1,
  tags: 1,
  snooze: 1,
  merge: 2,
  split: 2,
  link: 1,
  solution: 2,
  undo: 1,
  subject: 2,
};

const rank: Record<Role, number> = { agent: 0, lead: 1, admin: 2 };

/** The least role for what is not about one ticket. */
const leastRole = {
  /** Who is in the team, with which rights. */
  team: 'admin',
  /** What was done by whom. */
  audit: 'admin',
  webhooks: 'admin',
  /** What is let in: rules, lists, the filter. */
  screening: 'admin',
  /** Searches of everybody. */
  shared: 'lead',
  /** Letting a sender in for good, out of quarantine. */
  allow: 'lead',
  /** Mails that could not be filed. */
  failed: 'lead',
  /** His own of the API; each has no more rights than he. */
  tokens: 'agent',
} as const satisfies Record<string, Role>;
export type Power = keyof typeof leastRole;

export interface Right {
  readonly allowed: boolean;
  /** `department`: he does not see the ticket at all. */
  readonly reason: 'allowed' | 'department' | 'tier';
}

/** True where somebody sees what belongs to a department. */
export function sees(departments: Departments, department: string): boolean {
  return departments === 'all' || departments.includes(department);
}

/** Whether somebody may do that to a ticket of a department. Leads and admins have all tiers. */
export function mayAct(
  actor: Pick<Actor, 'departments' | 'role' | 'tier'>,
  action: ActionName,
  ticket: { readonly department: string },
): Right {
  if (!sees(actor.departments, ticket.department)) return { allowed: false, reason: 'department' };
  if (actor.role === 'agent' && actor.tier < leastTier[action]) return { allowed: false, reason: 'tier' };
  return { allowed: true, reason: 'allowed' };
}

/** Whether his role goes so far. Of what belongs to a department, he still sees his own alone. */
export function mayManage(actor: Pick<Actor, 'role'>, power: Power): boolean {
  return hasRole(actor, leastRole[power]);
}

/** True where his role has at least these rights. */
export function hasRole(actor: Pick<Actor, 'role'>, role: Role): boolean {
  return rank[actor.role] >= rank[role];
}
