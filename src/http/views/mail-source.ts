/** Where a mail came from: keeping it off for a while, and whether staff wrote to its sender. */
import { html } from 'hono/html';
import { mayManage } from '../../desk/rights.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { Actor } from '../../model/people.ts';
import { blockButton } from '../admin/views/lists-forms.ts';
import { listsWords } from '../words/lists.ts';
import { timeTag } from './dates.ts';
import type { Markup } from './page.ts';

interface Eyes {
  readonly language: string;
  readonly actor: Actor;
}

/** Blocks its network with one click, for who may. */
export function blockSource({ language, actor }: Eyes, { id, source }: MailEntry): Markup | string {
  return source.kind === 'smtp' && mayManage(actor, 'screening')
    ? blockButton(language, source.address, `block-${id}`)
    : '';
}

/** The same as a link to its form, for lines of a list. */
export function blockLink({ language, actor }: Eyes, { source }: MailEntry): Markup | string {
  if (source.kind !== 'smtp' || !mayManage(actor, 'screening')) return '';
  const words = listsWords(language);
  const label = words.blockAddress.replace('{address}', source.address);
  return html`<a class="block" href="/admin/lists?${new URLSearchParams({ block: source.address })}" title="${label}" aria-label="${label}">${words.block}</a>`;
}

/** `staff wrote to this address on …`; nothing where they did not. */
export function wroteTo(language: string, at: Date | null, now: Date): Markup | string {
  return at === null
    ? ''
    : html`<span class="soft">${listsWords(language).wroteTo} ${timeTag(language, at, now)}</span>`;
}
