/** Where staff write: an answer, a forward or a note, at the bottom of a ticket. Works as a plain form without scripts. */
import { html } from 'hono/html';
import { type ComposeKind, composeKinds } from '../../desk/recipients.ts';
import { mayAct } from '../../desk/rights.ts';
import type { Draft } from '../../model/draft.ts';
import type { TicketLine, Upload } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import type { TicketState } from '../../model/ticket.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { wordsOf } from '../words/words.ts';
import { attachButton, fileList } from './composer-files.ts';
import { crossing, othersDrafts, troubleBar, undoBar } from './composer-warnings.ts';
import type { Markup } from './page.ts';

/** What went wrong with the last try; its words are in the language of the reader. */
export type Trouble = keyof ReturnType<typeof wordsOf>['work']['trouble'];

/** What stands in the fields. */
export interface Letter {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly text: string;
  readonly attachments: readonly Upload[];
  /** The newest message that was there when it was begun. */
  readonly seen: string | null;
  /** The message that is forwarded. */
  readonly message: string | null;
  /** Whether its attachments go on with it. */
  readonly carry: boolean;
  /** State of the ticket once it is answered. */
  readonly then: TicketState;
}

export interface ComposerView {
  readonly language: string;
  readonly actor: Actor;
  readonly ticket: TicketLine;
  readonly history: readonly TicketMessage[];
  readonly now: Date;
  readonly kind: ComposeKind;
  readonly letter: Letter;
  /** When the draft was kept; null where there is none. */
  readonly keptAt: Date | null;
  /** Unfinished answers of other people, by their names. */
  readonly others: readonly { readonly name: string; readonly draft: Draft }[];
  /** An answer that can still be taken back. */
  readonly undoable: { readonly message: string; readonly until: Date } | null;
  readonly trouble: Trouble | null;
  /** Variables without a value, where that is the trouble. */
  readonly missing: readonly string[];
  /** All attachments of one mail together, in octets. */
  readonly largest: number;
}

const keys: Record<ComposeKind, string> = { reply: 'r', 'reply-all': 'a', forward: 'f', note: 'n' };

/** The kind of words for a kind of letter: a reply to all reads as a reply. */
export function plainKind(kind: ComposeKind): 'reply' | 'forward' | 'note' {
  return kind === 'reply-all' ? 'reply' : kind;
}

/** With what was just sent and can be undone: above, where it covers no button, and stays while the kind of letter changes. */
export function composerWithUndo(view: ComposerView): Markup {
  const { language, ticket, undoable, now } = view;
  const bar = undoable === null ? '' : undoBar(language, `/inbox/${ticket.ticketId}`, undoable, now);
  return html`${bar}${composer(view)}`;
}

export function composer(view: ComposerView): Markup {
  const { kind, ticket, language } = view;
  const words = wordsOf(language).work;
  const base = `/inbox/${ticket.ticketId}`;
  return html`<section id="composer" class="composer ${plainKind(kind)}" aria-label="${words.title}" data-here="${base}/here" data-draft="${base}/draft" data-seen-at="${seenAt(view)}" data-largest="${view.largest}" data-saved="${words.saved}" data-unsaved="${words.unsaved}" data-uploading="${words.uploading}" data-too-large="${words.tooLarge}" data-failed="${words.uploadFailed}" data-remove="${words.remove}">
<nav class="tabs" aria-label="${words.title}">${composeKinds.map((each) => tab(view, each))}</nav>
<p class="present" role="status"></p>
${othersDrafts(view)}${troubleBar(view)}${crossing(view)}
<p class="trouble" id="logged-out" aria-live="assertive" hidden>${words.loggedOut} <a href="/login" target="_blank" rel="noopener">${words.logIn}</a></p>
${form(view, base)}
</section>`;
}

function tab({ kind, actor, ticket, language }: ComposerView, each: ComposeKind): Markup | string {
  if (!mayAct(actor, plainKind(each), ticket).allowed) return '';
  const path = `/inbox/${ticket.ticketId}`;
  const current = each === kind ? html` aria-current="true"` : '';
  return html`<a href="${path}?compose=${each}#composer" hx-get="${path}/compose?kind=${each}" hx-target="#composer" hx-swap="outerHTML" data-key="${keys[each]}" aria-keyshortcuts="${keys[each]}"${current}>${wordsOf(language).work.kinds[each]}</a>`;
}

function form(view: ComposerView, base: string): Markup {
  const { kind, letter, language } = view;
  const words = wordsOf(language).work;
  const plain = plainKind(kind);
  return html`<form id="letter" method="post" action="${base}/send" enctype="multipart/form-data">
<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="seen" value="${letter.seen ?? ''}">
${kind === 'forward' ? forwarded(view) : ''}
${plain === 'note' ? html`<p class="note-hint" id="note-hint">${words.noteHint}</p>` : recipients(view)}
<label class="visually-hidden" for="text">${words.text[plain]}</label>
<textarea id="text" name="text" rows="6" maxlength="500000"${plain === 'note' ? html` aria-describedby="note-hint"` : ''} placeholder="${words.text[plain]}">${letter.text}</textarea>
${fileList(language, letter.attachments)}
<div class="send">${plain === 'note' ? '' : sendThen(view)}<button class="primary" name="send" value="1" aria-keyshortcuts="Control+Enter">${words.send[plain]}</button>
${attachButton(language)}
<button formaction="${base}/draft" name="pick" value="1" data-picker="${base}/canned?part=1&kind=${kind}" aria-expanded="false" aria-controls="picker">${words.canned.pick}</button>
<button formaction="${base}/draft" name="keep" value="1" class="keep">${words.saveDraft}</button>
<button formaction="${base}/draft" name="discard" value="1" class="quiet">${words.discard}</button>
<span class="kept soft" role="status">${view.keptAt === null ? '' : words.saved}</span></div>
<div class="picker" id="picker" role="dialog" aria-label="${words.canned.title}" hidden></div>
</form>`;
}

function recipients({ letter, language }: ComposerView): Markup {
  const words = wordsOf(language).work;
  const field = (name: 'to' | 'cc') =>
    html`<label for="${name}">${words[name]}</label><input id="${name}" name="${name}" value="${letter[name].join(', ')}" inputmode="email" autocomplete="off" spellcheck="false" aria-describedby="addresses-hint">`;
  return html`<div class="recipients">${field('to')}${field('cc')}</div><p class="visually-hidden" id="addresses-hint">${words.addressesHint}</p>`;
}

/** Which message goes on, and whether its files do. */
function forwarded({ history, letter, language }: ComposerView): Markup {
  const words = wordsOf(language).work;
  const said = history.filter(({ kind, mark }) => kind === 'inbound' || (kind === 'reply' && mark !== null));
  const option = ({ id, from, createdAt, replyText, text }: TicketMessage) => {
    const start = (replyText || text).replaceAll(/\s+/g, ' ').slice(0, 60);
    const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }).format(createdAt);
    const chosen = id === letter.message ? html` selected` : '';
    return html`<option value="${id}"${chosen}>${from.name || from.address}, ${day}: ${start}</option>`;
  };
  return html`<div class="recipients"><label for="message">${words.message}</label><select id="message" name="message">${said.map(option)}</select></div>
<p><label class="check"><input type="checkbox" name="carry" value="1"${letter.carry ? html` checked` : ''}> ${words.carry}</label></p>`;
}

function sendThen({ kind, letter, language }: ComposerView): Markup | string {
  if (kind === 'forward') return '';
  const words = wordsOf(language).work;
  const states = Object.entries(words.thens).map(
    ([state, text]) =>
      html`<option value="${state}"${state === letter.then ? html` selected` : ''}>${text}</option>`,
  );
  return html`<label for="then">${words.then}</label><select id="then" name="then">${states}</select>`;
}

function seenAt({ history, letter }: ComposerView): string {
  return (history.find(({ id }) => id === letter.seen) ?? history.at(-1))?.createdAt.toISOString() ?? '';
}
