/** What became of mail, day by day. */
import { html } from 'hono/html';
import { type Fate, fates } from '../../../model/counts.ts';
import type { Markup } from '../../views/page.ts';
import { bar } from '../../views/report-bars.ts';
import { filterWords } from '../../words/filter.ts';
import { number } from './filter-parts.ts';

export interface Day {
  /** Its start, UTC. */
  readonly at: Date;
  readonly counts: Readonly<Partial<Record<Fate, number>>>;
}

/** The newest day first. */
export function daysTable(language: string, days: readonly Day[]): Markup {
  const words = filterWords(language);
  if (days.length === 0) return html`<p class="soft">${words.noDays}</p>`;
  const held = ({ counts }: Day) => (counts.quarantined ?? 0) + (counts.rejected ?? 0);
  const most = Math.max(...days.map(held));
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const rows = days.map((day) => {
    const cells = fates.map((fate) => {
      const drawn = fate === 'rejected' && most > 0 ? bar(held(day), most) : '';
      return html`<td class="number">${number(language, day.counts[fate] ?? 0)} ${drawn}</td>`;
    });
    return html`<tr><th scope="row">${date.format(day.at)}</th>${cells}</tr>`;
  });
  const heads = fates.map((fate) => html`<th scope="col" class="number">${words.fates[fate]}</th>`);
  return html`<p class="hint">${words.daysHint}</p><div class="scroll" tabindex="0" role="region" aria-labelledby="days"><table aria-labelledby="days"><thead><tr><th scope="col">${words.day}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
