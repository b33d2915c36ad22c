/** What staff say that a mail is, and what the spam filter made of it. */
import { z } from '@hono/zod-openapi';
import { judgeMail } from '../../desk/judge.ts';
import { seesMail } from '../../desk/seen-mails.ts';
import { Failure } from '../../failure.ts';
import type { Viewer } from '../../model/inbox.ts';
import { type JudgementEntry, judgementKinds, learningStates } from '../../model/judgements.ts';
import type { Actor } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { ofId } from './shapes.ts';

const tag = 'Mails';
const path = '/mails/{id}/judgement';

const judgement = z
  .object({
    mail: z.string(),
    kind: z.enum(judgementKinds).nullable().describe('Null: nothing is said of it.'),
    by: z.string().nullable(),
    at: z.date().nullable(),
    automatic: z.boolean().describe('Said by Postern itself, of a reply that it knows to be good.'),
    state: z.enum(learningStates).describe('Where learning it stands.'),
    learned: z.enum(judgementKinds).nullable().describe('What the filter was taught that it is.'),
    trouble: z.string().nullable(),
  })
  .meta({ id: 'Judgement' });

const nothing: Omit<z.input<typeof judgement>, 'mail'> = {
  kind: null,
  by: null,
  at: null,
  automatic: false,
  state: 'none',
  learned: null,
  trouble: null,
};

/** Adds `/mails/{id}/judgement`. */
export function addJudgements(api: Api, site: Site): void {
  const { judgements, mails, inbox } = site.store;
  const see = async (actor: Actor, viewer: Viewer, id: string): Promise<void> => {
    const mail = await mails.find(id);
    const { departments } = site.settings();
    if (mail === null || !(await seesMail(inbox, departments, { actor, viewer }, mail)))
      throw new Failure('not-found', 'there is no such mail');
  };
  const entryOf = async (id: string): Promise<JudgementEntry | (typeof nothing & { mail: string })> =>
    (await judgements.entries([id])).get(id) ?? { mail: id, ...nothing };
  const spec = { tag, path, params: ofId, answer: judgement } as const;
  endpoint(
    api,
    {
      ...spec,
      method: 'get',
      scope: 'tickets:read',
      summary: 'Whether staff call it spam, and what was learned',
    },
    async ({ actor, viewer, params: { id } }) => {
      await see(actor, viewer, id);
      return entryOf(id);
    },
  );
  endpoint(
    api,
    {
      ...spec,
      method: 'put',
      scope: 'tickets:write',
      summary: 'Says that it is spam, or is none; teaches the spam filter',
      body: z.strictObject({ kind: z.enum(judgementKinds).nullable().describe('Null takes the word back.') }),
    },
    async ({ actor, viewer, params: { id }, body: { kind } }) => {
      await see(actor, viewer, id);
      await judgeMail(site.store, actor, id, kind);
      return entryOf(id);
    },
  );
}
