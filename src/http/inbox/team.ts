/** The team, for admins: who is in it, with which rights. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { agentChangeSchema, newAgentSchema } from '../../access/agent-input.ts';
import type { Invited } from '../../access/team.ts';
import { Failure } from '../../failure.ts';
import type { Agent } from '../../model/people.ts';
import { requirePower, requireProof } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import {
  invitedPage,
  memberPage,
  newMemberPage,
  type TeamTold,
  type TeamTrouble,
  teamPage,
} from '../views/team.ts';
import { byOf } from './recorded.ts';
import { surroundingsOf } from './surroundings.ts';

const path = '/inbox/team';
const toldSchema = z
  .enum(['saved', 'loggedOut', 'factorDropped', 'disabled', 'enabled'])
  .nullable()
  .catch(null);

/** Adds `/inbox/team…`. */
export function addTeam(app: Hono<Env>, site: Site): void {
  const guards = [requirePower('team'), requireProof(site)] as const;
  app.get(path, requirePower('team'), (c) => showTeam(c, site));
  app.get(`${path}/new`, ...guards, (c) => showNew(c, site, null));
  app.post(path, ...guards, (c) => add(c, site));
  app.get(`${path}/:id`, ...guards, (c) => showMember(c, site, null));
  app.post(`${path}/:id`, ...guards, (c) => change(c, site));
  app.post(`${path}/:id/enabled`, ...guards, (c) => enable(c, site));
  app.post(`${path}/:id/reset`, ...guards, async (c) =>
    showInvited(c, site, await site.team.reset(byOf(c), c.req.param('id'))),
  );
  app.post(`${path}/:id/log-out`, ...guards, async (c) => {
    await site.team.logOut(byOf(c), c.req.param('id'));
    return toMember(c, 'loggedOut');
  });
  app.post(`${path}/:id/drop-factor`, ...guards, async (c) => {
    await site.team.dropFactor(byOf(c), c.req.param('id'));
    return toMember(c, 'factorDropped');
  });
}

async function add(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody({ all: true });
  const form = newAgentSchema.safeParse({ ...body, departments: [body['departments'] ?? []].flat() });
  if (!form.success) return showNew(c, site, 'invalid');
  return troubled(
    async () => showInvited(c, site, await site.team.add(byOf(c), form.data)),
    () => showNew(c, site, 'taken'),
  );
}

async function change(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody({ all: true });
  const form = agentChangeSchema
    .pick({ name: true, role: true, tier: true, departments: true })
    .safeParse({ ...body, departments: [body['departments'] ?? []].flat() });
  if (!form.success) return showMember(c, site, 'invalid');
  return changed(c, site, form.data, 'saved');
}

async function enable(c: Context<Env>, site: Site): Promise<Response> {
  const enabled = (await c.req.parseBody())['enabled'] === 'yes';
  return changed(c, site, { enabled }, enabled ? 'enabled' : 'disabled');
}

function changed(
  c: Context<Env>,
  site: Site,
  wanted: z.output<typeof agentChangeSchema>,
  told: TeamTold,
): Promise<Response> {
  return troubled(
    async () => {
      await site.team.change(byOf(c), c.req.param('id') ?? '', wanted);
      return toMember(c, told);
    },
    () => showMember(c, site, 'conflict'),
  );
}

/** What cannot be done as things stand is told on the form. */
async function troubled(work: () => Promise<Response>, tell: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.code === 'conflict') return tell();
    throw error;
  }
}

function toMember(c: Context<Env>, told: TeamTold): Response {
  return c.redirect(`${path}/${c.req.param('id')}?told=${told}`, 303);
}

async function showTeam(c: Context<Env>, site: Site): Promise<Response> {
  const { agents } = site.store;
  const [surroundings, list, standings] = await Promise.all([
    surroundingsOf(c, site),
    agents.list(),
    agents.standings(),
  ]);
  const members = list.map((agent) => memberOf(site, agent, standings.get(agent.id)));
  return c.html(teamPage({ ...surroundings, members, now: site.now() }));
}

/** An agent with what the table says of him. */
function memberOf(site: Site, agent: Agent, standing = { hasPassword: false, hasFactor: false }) {
  const { departments } = site.actor(agent, 'page');
  const state = !agent.enabled
    ? 'disabled'
    : agent.lastSeenAt === null && !standing.hasPassword
      ? 'invited'
      : 'active';
  return { agent, departments, state, hasFactor: standing.hasFactor } as const;
}

async function showNew(c: Context<Env>, site: Site, trouble: TeamTrouble | null): Promise<Response> {
  return c.html(newMemberPage({ ...(await surroundingsOf(c, site)), trouble }), statusOf(trouble));
}

async function showMember(c: Context<Env>, site: Site, trouble: TeamTrouble | null): Promise<Response> {
  const agent = await site.store.agents.find(c.req.param('id') ?? '');
  if (agent === null) throw new Failure('not-found', 'there is no such agent');
  const [surroundings, standings] = await Promise.all([
    surroundingsOf(c, site),
    site.store.agents.standings(),
  ]);
  const told = toldSchema.parse(c.req.query('told') ?? null);
  const member = memberOf(site, agent, standings.get(agent.id));
  return c.html(memberPage({ ...surroundings, member, told, trouble }), statusOf(trouble));
}

const statusOf = (trouble: TeamTrouble | null) =>
  trouble === null ? 200 : trouble === 'invalid' ? 422 : 409;

async function showInvited(c: Context<Env>, site: Site, invited: Invited): Promise<Response> {
  return c.html(invitedPage({ ...(await surroundingsOf(c, site)), invited, now: site.now() }));
}
