/** What stands on a ticket: its messages, their files and originals, and what became of outgoing mail. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import type { Viewer } from '../../model/inbox.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Site } from '../site.ts';
import { withoutUnseen } from '../unseen.ts';
import { wordsOf } from '../words/words.ts';
import { type Api, endpoint } from './endpoint.ts';
import { attached } from './files.ts';
import { delivery, list, message, ofId, ofTicket } from './shapes.ts';
import { lineOf } from './tickets.ts';

const tag = 'Messages';
const read = { tag, method: 'get', scope: 'tickets:read' } as const;

const history = z.object({
  earlier: z.int().describe('Entries before these.'),
  items: list(message).describe(
    'The oldest first. Texts are cut to 20,000 characters; one message has them whole.',
  ),
});
const ofFile = ofId.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** Adds `/tickets/{ticket}/messages`, `…/deliveries` and `/messages…`. */
export function addMessages(api: Api, site: Site): void {
  const { inbox, mails } = site.store;
  /** Events tell no ID of a ticket that he does not see. */
  const plain = (viewer: Viewer, messages: readonly TicketMessage[]) =>
    withoutUnseen(inbox, viewer, messages, wordsOf('en').ticket.unseen.within);
  const found = async (viewer: Viewer, name: string): Promise<TicketMessage> => {
    const one = await inbox.message(viewer, name);
    if (one === null) throw new Failure('not-found', 'there is no such message');
    const [message = one.message] = await plain(viewer, [one.message]);
    return message;
  };
  const mailOf = async (viewer: Viewer, name: string): Promise<string> => {
    const { mail } = await found(viewer, name);
    if (mail === null) throw new Failure('not-found', 'the message did not come as a mail');
    return mail;
  };
  endpoint(
    api,
    {
      ...read,
      path: '/tickets/{ticket}/messages',
      summary: 'The newest entries of a ticket',
      params: ofTicket,
      query: z.object({ newest: z.coerce.number().int().min(1).max(500).default(200) }),
      answer: history,
    },
    async ({ viewer, params, query }) => {
      const { id } = await lineOf(site, viewer, params.ticket);
      const { earlier, messages } = await inbox.history(id, query.newest);
      return { earlier, items: await plain(viewer, messages) };
    },
  );
  endpoint(
    api,
    {
      ...read,
      path: '/tickets/{ticket}/deliveries',
      summary: 'What became of its outgoing mail',
      params: ofTicket,
      answer: z.object({ items: list(delivery) }),
    },
    async ({ viewer, params }) => {
      const { id } = await lineOf(site, viewer, params.ticket);
      return { items: [...(await inbox.deliveries(id)).values()] };
    },
  );
  endpoint(
    api,
    { ...read, path: '/messages/{id}', summary: 'One message, whole', params: ofId, answer: message },
    ({ viewer, params }) => found(viewer, params.id),
  );
  endpoint(
    api,
    {
      ...read,
      path: '/messages/{id}/original',
      summary: 'The mail as it came',
      params: ofId,
      answer: 'message/rfc822',
    },
    async ({ viewer, params }) => {
      const name = await mailOf(viewer, params.id);
      return attached(await mails.raw(name), 'message/rfc822', `${name}.eml`);
    },
  );
  endpoint(
    api,
    {
      ...read,
      path: '/messages/{id}/attachments/{sha256}',
      summary: 'A file of a message',
      params: ofFile,
      answer: 'application/octet-stream',
    },
    async ({ viewer, params: { id, sha256 } }) => {
      const { attachments, mail } = await found(viewer, id);
      const file = attachments.find((one) => one.sha256 === sha256);
      if (file === undefined) throw new Failure('not-found', 'the message has no such attachment');
      const bytes = mail === null ? await inbox.uploaded(sha256) : await site.attachment(mail, sha256);
      return attached(bytes, 'application/octet-stream', file.filename ?? 'attachment');
    },
  );
}
