/** What came of a deed on held mails: of all together, and of each. */
import { html } from 'hono/html';
import type { MailEntry } from '../../model/mail-store.ts';
import type { HeldOutcome } from '../inbox/quarantine-bulk.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { counted, wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** `find`: the mails as they are now. */
export async function heldTold(
  language: string,
  { deed, mails }: HeldOutcome,
  find: (id: string) => Promise<MailEntry | null>,
): Promise<Markup> {
  const { told } = quarantineWords(language);
  if (mails.length === 0) return html`<p class="told trouble" role="alert">${told.nothing}</p>`;
  const done = mails.filter(([, result]) => result === 'done').length;
  const kept = mails.length - done;
  const entries = await Promise.all(
    mails.map(async ([id, result]) => ({ id, result, mail: await find(id) })),
  );
  // What did not work is told first.
  const sorted = entries.toSorted(
    (one, other) => Number(one.result === 'done') - Number(other.result === 'done'),
  );
  const each = sorted.map(
    ({ id, result, mail }) =>
      html`<li><a href="/inbox/mail/${id}"><bdi>${mail?.subject || wordsOf(language).mails.noSubject}</bdi></a> <span class="soft"><bdi>${mail?.from ?? ''}</bdi></span>: ${told.results[result]}</li>`,
  );
  const good = done === 0 ? '' : counted(language, told.done[deed], done);
  const bad = kept === 0 ? '' : counted(language, told.refused, kept);
  const summary = [good, bad].filter((part) => part !== '').join('. ');
  return html`<div class="told held-told${kept > 0 ? ' trouble' : ''}" role="${kept > 0 ? 'alert' : 'status'}"><p>${summary}.</p><details${kept > 0 ? html` open` : ''}><summary>${told.each}</summary><ul>${each}</ul></details></div>`;
}
