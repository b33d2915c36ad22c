/** The score of a mail, and what it is made of. */
import { html } from 'hono/html';
import type { Score } from '../../model/facts.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { symbolWords } from '../words/quarantine-symbols.ts';
import { counted } from '../words/words.ts';
import type { Markup } from './page.ts';

type Symbols = Score['symbols'];

export function scoreText(language: string, score: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(score);
}

/** Symbols that count, the heaviest first. */
export function weighty({ known }: Pick<MailEntry, 'known'>): Symbols {
  const symbols = known.scoring?.kind === 'scored' ? known.scoring.score.symbols : [];
  return symbols
    .filter(({ score }) => score !== 0)
    .toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score));
}

export function symbolText(language: string, name: string): string {
  return symbolWords(language, name) ?? name;
}

/** Rows that are shown; the others are counted. */
const mostShown = 12;

/** Symbols in words, with their points; nothing where the mail was not scored. */
export function scoreTable(language: string, mail: MailEntry): Markup | string {
  const all = weighty(mail);
  if (all.length === 0) return '';
  const words = quarantineWords(language);
  const rows = all.slice(0, mostShown).map(({ name, score, options }) => {
    const meaning = symbolWords(language, name);
    const more = options.slice(0, 3).join(', ').slice(0, 120);
    return html`<tr><td>${meaning === null ? '' : html`${meaning} `}<span class="mono soft"><bdi>${name}</bdi>${more === '' ? '' : html` · <bdi>${more}</bdi>`}</span></td><td class="number">${signed(language, score)}</td></tr>`;
  });
  const rest = all.length - mostShown;
  return html`<section aria-labelledby="points"><h2 id="points">${words.points}</h2>
<table class="points"><thead><tr><th scope="col">${words.symbol}</th><th scope="col" class="number">${words.weight}</th></tr></thead><tbody>${rows}</tbody></table>${rest > 0 ? html`<p class="soft">${counted(language, words.rest, rest)}</p>` : ''}</section>`;
}

function signed(language: string, score: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
    score,
  );
}
