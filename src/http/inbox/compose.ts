/** Writing on a ticket: what the composer shows, and what becomes of what it sends. */
import type { Context } from 'hono';
import { leftIn } from '../../desk/canned.ts';
import { type ComposeKind, composeKinds, recipientsOf } from '../../desk/recipients.ts';
import { undoableOf } from '../../desk/undo.ts';
import type { Draft } from '../../model/draft.ts';
import type { TicketLine } from '../../model/inbox.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Env, Site } from '../site.ts';
import {
  type ComposerView,
  composer,
  composerWithUndo,
  type Letter,
  plainKind,
  type Trouble,
} from '../views/composer.ts';
import type { Markup } from '../views/page.ts';
import { wordsOf } from '../words/words.ts';
import { ownAddress } from './compose-form.ts';

/** What is asked for in the address of the page: `?compose=note&message=…&trouble=conflict`. */
interface Wanted {
  readonly kind: ComposeKind | null;
  readonly message: string | null;
  readonly trouble: Trouble | null;
  /** The draft stands as it is: the kind was not chosen just now. */
  readonly kept: boolean;
}

/** The composer of a ticket’s page, with the visitor’s draft in it. */
export async function composerFor(
  c: Context<Env>,
  site: Site,
  ticket: TicketLine,
  history: readonly TicketMessage[],
): Promise<Markup> {
  return composerWithUndo(await viewOf(c, site, ticket, history, wantedBy(c, 'compose')));
}

/** GET /inbox/:ticket/compose: the same alone, for another kind. */
export async function showComposer(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const history = await site.store.tickets.messages(ticket.id);
  return c.html(composer(await viewOf(c, site, ticket, history, wantedBy(c, 'kind'))));
}

function wantedBy(c: Context<Env>, name: 'compose' | 'kind'): Wanted {
  const trouble = c.req.query('trouble') ?? '';
  return {
    kind: composeKinds.find((kind) => kind === c.req.query(name)) ?? null,
    message: c.req.query('message') ?? null,
    trouble: isTrouble(trouble) ? trouble : null,
    kept: c.req.query(name) === undefined || c.req.query('kept') !== undefined || trouble !== '',
  };
}

function isTrouble(text: string): text is Trouble {
  return Object.hasOwn(wordsOf('en').work.trouble, text);
}

/** What the visitor has written so far. */
export async function draftedLetter(
  c: Context<Env>,
  site: Site,
  ticket: TicketLine,
  kind: ComposeKind,
): Promise<Letter> {
  const [draft, history] = await Promise.all([
    site.store.inbox.draft(c.get('visitor').agent.id, ticket.id, plainKind(kind)),
    site.store.tickets.messages(ticket.id),
  ]);
  return letterOf(site, ticket, history, { kind, draft, anew: false, message: null });
}

async function viewOf(
  c: Context<Env>,
  site: Site,
  ticket: TicketLine,
  history: readonly TicketMessage[],
  { kind: asked, message, trouble, kept }: Wanted,
): Promise<ComposerView> {
  const { agent, actor } = c.get('visitor');
  const drafts = await site.store.inbox.draftsOn(ticket.id);
  const own = drafts.filter((draft) => draft.agent === agent.id);
  const kind = asked ?? own.toSorted((one, other) => +other.updatedAt - +one.updatedAt)[0]?.kind ?? 'reply';
  const draft = own.find((each) => each.kind === plainKind(kind)) ?? null;
  const { inbox } = site.settings();
  const letter = letterOf(site, ticket, history, { kind, draft, anew: !kept, message });
  return {
    language: c.get('language'),
    actor,
    ticket,
    history,
    now: site.now(),
    kind,
    letter,
    keptAt: draft?.updatedAt ?? null,
    others: await named(
      site,
      drafts.filter((each) => each.agent !== agent.id),
    ),
    undoable: undoableOf(history, actor.address, site.now(), inbox.undoSeconds),
    trouble,
    missing: trouble === 'variables' ? leftIn(letter.text) : [],
    largest: inbox.attachmentBytes,
  };
}

interface Begun {
  readonly kind: ComposeKind;
  readonly draft: Draft | null;
  /** The kind was chosen just now, and says anew whom it goes to. */
  readonly anew: boolean;
  readonly message: string | null;
}

/** The draft; else an empty letter to those whom the kind names. */
function letterOf(
  site: Site,
  ticket: TicketLine,
  history: readonly TicketMessage[],
  { kind, draft, anew, message }: Begun,
): Letter {
  const named = recipientsOf(kind, ticket, history, (address) => ownAddress(site.settings(), address));
  const inbound = history.findLast((each) => each.kind === 'inbound')?.id ?? null;
  const { to, cc } = draft === null || (anew && plainKind(kind) === 'reply') ? named : draft;
  return {
    to,
    cc,
    text: draft?.text ?? '',
    attachments: draft?.attachments ?? [],
    seen: draft?.seen ?? history.at(-1)?.id ?? null,
    message: message ?? draft?.message ?? inbound,
    carry: draft?.carry ?? true,
    then: draft?.then ?? 'waiting',
  };
}

async function named(site: Site, drafts: readonly Draft[]): Promise<ComposerView['others']> {
  return Promise.all(
    drafts.map(async (draft) => {
      const agent = await site.store.agents.find(draft.agent);
      return { name: agent?.name || agent?.address || '?', draft };
    }),
  );
}
