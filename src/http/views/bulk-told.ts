/** What came of one action on many tickets, in words. */
import { html } from 'hono/html';
import type { Action } from '../../desk/action.ts';
import type { Outcome } from '../inbox/bulk.ts';
import type { Words } from '../words/en.ts';
import { counted, wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

export interface ToldView {
  readonly language: string;
  nameOf(address: string): string | null;
}

export function bulkTold(view: ToldView, { done, action, targetMissing, refused, more }: Outcome): Markup {
  const { language } = view;
  const words = wordsOf(language);
  const { bulk, failures } = words;
  if (targetMissing && action?.do === 'merge')
    return html`<p class="told trouble" role="alert">${bulk.noTarget.replace('{x}', () => action.into)}</p>`;
  if (action === null || done + refused.length === 0)
    return html`<p class="told trouble" role="alert">${bulk.nothingSelected}</p>`;
  const good = `${counted(language, bulk.tickets, done)}: ${what(words, view, action)}`;
  if (refused.length === 0) return html`<p class="told" role="status">${good}</p>`;
  const each = refused.map(
    ({ ticketId, code }) => html` <a href="/inbox/${ticketId}">${ticketId}</a> (${reason(failures, code)})`,
  );
  return html`<p class="told trouble" role="alert">${done === 0 ? '' : `${good}. `}${counted(language, bulk.refused, refused.length + more)}${each}${more > 0 ? ' …' : ''}</p>`;
}

function reason(failures: Words['failures'], code: string): string {
  return Object.hasOwn(failures, code) ? failures[code as keyof typeof failures] : failures.other;
}

function what({ bulk, states, priorities }: Words, { nameOf }: ToldView, action: Action): string {
  switch (action.do) {
    case 'assign':
      return `${bulk.assigned} ${action.owner === null ? bulk.nobody : (nameOf(action.owner) ?? action.owner)}`;
    case 'state':
      return states[action.state];
    case 'priority':
      return `${bulk.priority} ${priorities[action.priority]}`;
    case 'department':
      return `${bulk.moved} ${action.department}`;
    case 'tags':
      return action.add.length > 0
        ? `${bulk.tagged} ${action.add.join(', ')}`
        : `${bulk.untagged} ${action.remove.join(', ')}`;
    case 'merge':
      return `${bulk.merged} ${action.into}`;
    default:
      return action.do;
  }
}
