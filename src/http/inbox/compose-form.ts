/** What the composer’s form sends, read and checked. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Settings } from '../../config/schema.ts';
import { fileSchema } from '../../desk/action.ts';
import { composeKinds } from '../../desk/recipients.ts';
import { Failure } from '../../failure.ts';
import { parseAddresses } from '../../mail/addresses.ts';
import type { Draft } from '../../model/draft.ts';
import type { Upload } from '../../model/inbox.ts';
import { ticketStates } from '../../model/ticket.ts';
import type { Env, Site } from '../site.ts';
import { plainKind } from '../views/composer.ts';
import { keepFile } from './upload.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);
const optionalId = id.nullable().catch(null);
const addresses = z.string().max(10_000).default('').transform(splitAddresses);

const fields = z.object({
  kind: z.enum(composeKinds).catch('reply'),
  text: z.string().max(500_000).default(''),
  to: addresses,
  cc: addresses,
  then: z.enum(ticketStates).catch('waiting'),
  seen: optionalId,
  /** The newest message that came meanwhile, where somebody read it and sends all the same. */
  anyway: optionalId,
  asis: z.literal('1').nullable().catch(null),
  message: optionalId,
  carry: z.literal('1').nullable().catch(null),
  discard: z.literal('1').nullable().catch(null),
  insert: optionalId,
  /** Asks for the page of canned replies, where there are no scripts. */
  pick: z.literal('1').nullable().catch(null),
  attachments: z.array(z.string().max(2000).transform(readUpload)).max(50),
});

export type ComposeForm = Omit<z.output<typeof fields>, 'attachments'> & {
  readonly attachments: readonly Upload[];
};

/** Reads the form and keeps files that come with it. Throws Failure `bad-usage` and `mail-too-big`. */
export async function readForm(c: Context<Env>, site: Site): Promise<ComposeForm> {
  const body = await c.req.parseBody({ all: true });
  const list = (name: string) => [body[name] ?? []].flat();
  const parsed = fields.safeParse({ ...body, attachments: list('attachments') });
  if (!parsed.success) throw new Failure('bad-usage', 'the form could not be read', parsed.error);
  const files = list('files').filter((file) => file instanceof File);
  // A field without files comes as one without a name and bytes.
  const chosen = files.filter(({ size }) => size > 0);
  const kept = await Promise.all(chosen.map((file) => keepFile(site, file)));
  const attachments = [...parsed.data.attachments, ...kept];
  return { ...parsed.data, attachments };
}

/** The draft that holds what the form says. */
export function draftOf(
  form: ComposeForm,
  whose: { readonly agent: string; readonly ticket: string; readonly now: Date },
): Omit<Draft, 'id'> {
  const { to, cc, text, attachments, seen, message, then } = form;
  const carry = form.carry !== null;
  const kind = plainKind(form.kind);
  const { agent, ticket, now } = whose;
  return {
    agent,
    ticket,
    kind,
    to,
    cc,
    subject: '',
    text,
    attachments,
    seen,
    message,
    carry,
    then,
    updatedAt: now,
  };
}

/** True where there is nothing to keep. */
export function isEmpty({ text, attachments }: ComposeForm): boolean {
  return text.trim() === '' && attachments.length === 0;
}

/** An address of a department, also with a detail behind `+` (RFC 5233), or the one that all mail of ours comes from. */
export function ownAddress({ departments, outbox }: Settings, address: string): boolean {
  const base = address.toLowerCase().replace(/\+[^@]*@/, '@');
  return (
    base === outbox.from?.toLowerCase() || departments.some(({ addresses: ours }) => ours.includes(base))
  );
}

/** Parted by commas, semicolons or line ends. What is no address stays as it was written, to be told. */
function splitAddresses(text: string): string[] {
  const all = parseAddresses(text.replaceAll(/[;\r\n]+/g, ','));
  return all.slice(0, 100).map(({ name, address }) => address || name);
}

function readUpload(json: string, c: z.core.$RefinementCtx): Upload {
  try {
    return fileSchema.parse(JSON.parse(json));
  } catch {
    c.addIssue('no file');
    return z.NEVER;
  }
}
