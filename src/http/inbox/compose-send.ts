/** POST /inbox/:ticket/send: a letter goes. Whatever goes wrong, the text is kept as a draft. */
import type { Context } from 'hono';
import { type Action, actionSchema } from '../../desk/action.ts';
import { leftIn } from '../../desk/canned.ts';
import { Failure, type FailureCode } from '../../failure.ts';
import type { TicketLine, Upload } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { plainKind, type Trouble } from '../views/composer.ts';
import { type ComposeForm, draftOf, readForm } from './compose-form.ts';

/** What the writer is told where the desk refuses. */
export const troubles: Partial<Record<FailureCode, Trouble>> = {
  conflict: 'conflict',
  forbidden: 'forbidden',
  'bad-address': 'address',
  'mail-too-big': 'size',
  'store-unavailable': 'unavailable',
  'store-full': 'unavailable',
};

export async function send(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const { agent, actor } = c.get('visitor');
  const form = await readForm(c, site);
  const whose = { agent: agent.id, ticket: ticket.id, now: site.now() };
  const kind = plainKind(form.kind);
  try {
    const action = await actionFrom(site, ticket, form);
    const trouble = typeof action === 'string' ? action : null;
    if (typeof action !== 'string') {
      const seen = form.anyway ?? form.seen;
      await site.desk.act(actor, ticket.id, action, seen === null ? {} : { seen });
      await site.store.inbox.dropDraft(agent.id, ticket.id, kind);
    } else await site.store.inbox.saveDraft(draftOf(form, whose));
    return back(c, ticket, form, trouble);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    await site.store.inbox.saveDraft(draftOf(form, whose));
    return back(c, ticket, form, troubles[failure.code] ?? 'other');
  }
}

/** What is to be done; or why not. */
async function actionFrom(site: Site, ticket: TicketLine, form: ComposeForm): Promise<Action | Trouble> {
  const carried =
    form.kind === 'forward' && form.carry !== null ? await filesOf(site, ticket, form.message) : [];
  const attachments = [...form.attachments, ...carried];
  const { text, to, cc, then, message } = form;
  if (text.trim() === '' && form.kind !== 'forward') return 'empty';
  if (form.kind !== 'note' && leftIn(text).length > 0 && form.asis === null) return 'variables';
  if (form.kind === 'note') return read({ do: 'note', text, attachments });
  if (to.length === 0) return 'recipients';
  const letter = { text, to, cc, attachments, undoSeconds: site.settings().inbox.undoSeconds };
  return read(
    form.kind === 'forward' ? { do: 'forward', ...letter, message } : { do: 'reply', ...letter, then },
  );
}

/** What is wrong after all else was looked at is an address. */
function read(input: object): Action | Trouble {
  const action = actionSchema.safeParse(input);
  return action.success ? action.data : 'address';
}

/** The files of a mail that goes on, kept as if they had been uploaded. */
async function filesOf(site: Site, ticket: TicketLine, message: string | null): Promise<Upload[]> {
  const history = await site.store.tickets.messages(ticket.id);
  const found = history.find(({ id }) => id === message);
  if (found === undefined) return [];
  const { mail } = found;
  return Promise.all(
    found.attachments.map(async ({ filename, contentType, size, sha256 }) => {
      if (mail !== null) await site.store.inbox.upload(await site.attachment(mail, sha256));
      return { filename: filename ?? 'attachment', contentType, size, sha256, contentId: null };
    }),
  );
}

/** To the ticket; where something went wrong, to the composer that says what. */
function back(c: Context<Env>, ticket: TicketLine, form: ComposeForm, trouble: Trouble | null): Response {
  const page = `/inbox/${ticket.ticketId}`;
  const at = `?compose=${form.kind}&trouble=${trouble}`;
  return c.redirect(trouble === null ? page : `${page}${at}#composer`, 303);
}
