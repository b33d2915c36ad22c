/** The table of shortcuts: the help that `?` shows, and what assets/keys.js goes by. */
import { html } from 'hono/html';
import type { Words } from '../words/en.ts';
import { type QuarantineWords, quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** What a key does: goes to a page, presses or focuses what a selector finds, or runs something of keys.js by its name. */
type Deed =
  | { readonly go: string }
  | { readonly click: string }
  | { readonly focus: string }
  | { readonly run: 'help' | 'next' | 'previous' | 'select' | 'open' | 'back' | 'nextOpen' | 'previousOpen' }
  /** Done elsewhere or by another entry, and only told here. */
  | { readonly told: true };

interface Shortcut {
  /** As KeyboardEvent.key; two with a space between them are pressed one after the other. */
  readonly keys: string;
  readonly text: string;
  readonly deed: Deed;
}

function everywhere({ keys, lists, newTicket }: Words): Shortcut[] {
  const to = (key: string, list: keyof Words['lists']): Shortcut => ({
    keys: `g ${key}`,
    text: `${keys.go} ${lists[list]}`,
    deed: { go: `/inbox?list=${list}` },
  });
  return [
    { keys: '?', text: keys.help, deed: { run: 'help' } },
    { keys: '/', text: keys.search, deed: { focus: '.bar input[type=search]' } },
    { keys: 'c', text: newTicket, deed: { go: '/inbox/new' } },
    to('i', 'unassigned'),
    to('m', 'mine'),
    to('d', 'department'),
    to('w', 'waiting'),
    to('h', 'held'),
    to('a', 'all'),
    to('e', 'drafts'),
    to('q', 'quarantine'),
  ];
}

function inLists({ keys }: Words, { deeds }: QuarantineWords): Shortcut[] {
  return [
    { keys: 'j', text: keys.next, deed: { run: 'next' } },
    { keys: 'k', text: keys.previous, deed: { run: 'previous' } },
    { keys: 'x', text: keys.select, deed: { run: 'select' } },
    { keys: 'o', text: keys.open, deed: { run: 'open' } },
    { keys: 'Enter', text: keys.open, deed: { told: true } },
    { keys: 'y', text: deeds.ham, deed: { click: 'main [data-key=ham]' } },
    { keys: '!', text: deeds.spam, deed: { click: 'main [data-key=spam]' } },
  ];
}

function inTickets({ keys, work, ticket }: Words): Shortcut[] {
  const write = (key: string, kind: keyof Words['work']['kinds']): Shortcut => ({
    keys: key,
    text: work.kinds[kind],
    deed: { click: `#composer [data-key=${key}]` },
  });
  return [
    write('r', 'reply'),
    write('a', 'reply-all'),
    write('f', 'forward'),
    write('n', 'note'),
    { keys: 'Control+Enter', text: work.send.reply, deed: { told: true } },
    { keys: 'z', text: work.undo, deed: { click: 'form.undo [data-key=z]' } },
    { keys: 'e', text: work.close, deed: { click: '#close-ticket' } },
    { keys: 'm', text: work.take, deed: { click: '#take' } },
    { keys: 't', text: work.tag, deed: { focus: '#p-tag' } },
    { keys: 's', text: work.snooze, deed: { click: '#do-snooze > summary' } },
    { keys: 'N', text: ticket.nextMessage, deed: { click: '#next-message' } },
    { keys: 'P', text: ticket.previousMessage, deed: { click: '#previous-message' } },
    { keys: 'u', text: keys.back, deed: { run: 'back' } },
    { keys: 'j', text: keys.nextOpen, deed: { told: true } },
    { keys: ']', text: keys.nextOpen, deed: { run: 'nextOpen' } },
    { keys: 'k', text: keys.previousOpen, deed: { told: true } },
    { keys: '[', text: keys.previousOpen, deed: { run: 'previousOpen' } },
  ];
}

/** The dialog. It is in every page, closed. */
export function keysDialog(language: string): Markup {
  const words = wordsOf(language);
  const { keys } = words;
  const part = (title: string, shortcuts: readonly Shortcut[]) =>
    html`<section><h3>${title}</h3><dl>${shortcuts.map((shortcut) => line(keys.then, shortcut))}</dl></section>`;
  return html`<dialog id="keys" aria-labelledby="keys-title"><header><h2 id="keys-title">${keys.title}</h2><form method="dialog"><button>${keys.close}</button></form></header>
<div class="columns">${part(keys.everywhere, everywhere(words))}${part(keys.inLists, inLists(words, quarantineWords(language)))}${part(keys.inTickets, inTickets(words))}</div>
<footer><label><input type="checkbox" id="single-keys" checked> ${keys.single}</label><span class="soft">${keys.singleHint}</span></footer></dialog>`;
}

function line(then: string, { keys, text, deed }: Shortcut): Markup {
  const pressed = keys.split(' ').map((key, at) => html`${at === 0 ? '' : html` ${then} `}<kbd>${key}</kbd>`);
  const [kind = '', value = ''] = Object.entries(deed)[0] ?? [];
  return html`<dt data-keys="${keys}" data-deed="${kind}" data-value="${String(value)}">${pressed}</dt><dd>${text}</dd>`;
}
