/** What acted most, and where most came from. */
import { html } from 'hono/html';
import { type Count, type SourceKind, sourcesKept } from '../../../model/counts.ts';
import type { Markup } from '../../views/page.ts';
import { overviewWords } from '../../words/overview.ts';
import { wordsOf } from '../../words/words.ts';
import type { Overview } from '../overview-data.ts';

export interface TopsView {
  readonly language: string;
  readonly overview: Overview;
}

export function topTables(view: TopsView): Markup {
  const { language, overview } = view;
  const words = overviewWords(language);
  const { rule, screen, claim, limit } = overview.top;
  const sources = (['address', 'domain', 'network'] as const).map((kind) => sourceTable(view, kind));
  return html`<div class="tops">${countTable(language, 'rule', words.column.rule, rule, (name) => html`<bdi>${name}</bdi>`)}
${countTable(language, 'screen', words.column.reason, screen, (name) => reasonText(language, name))}
${countTable(language, 'claim', words.column.reason, claim, (name) => reasonText(language, name))}
${countTable(language, 'limit', words.column.limit, limit, (name) => html`<code>${name}</code>`)}</div>
<h2 id="sources">${words.top.sources}</h2><p class="soft">${words.top.sourcesHint.replace('{n}', String(sourcesKept))}</p>
<div class="tops">${sources}</div>`;
}

function countTable(
  language: string,
  kind: 'rule' | 'screen' | 'claim' | 'limit',
  column: string,
  counts: readonly Count[],
  told: (name: string) => Markup | string,
): Markup {
  const words = overviewWords(language);
  const rows = counts.map(
    ({ name, n }) => html`<tr><th scope="row">${told(name)}</th><td>${number(language, n)}</td></tr>`,
  );
  const table = html`<table aria-labelledby="top-${kind}"><thead><tr><th scope="col">${column}</th><th scope="col">${words.column.times}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return section(language, kind, counts, table);
}

function sourceTable({ language, overview }: TopsView, kind: SourceKind): Markup {
  const counts = overview.top[kind];
  const { column } = overviewWords(language);
  const rows = counts.map(
    ({ name, n, bad }) =>
      html`<tr><th scope="row"><bdi>${name}</bdi></th><td>${number(language, n)}</td><td>${number(language, bad)}</td><td>${act(language, kind, name)}</td></tr>`,
  );
  const table = html`<table aria-labelledby="top-${kind}"><thead><tr><th scope="col">${column[kind]}</th><th scope="col">${column.came}</th><th scope="col">${column.kept}</th><th scope="col">${column.act}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return section(language, kind, counts, table);
}

/** A network is kept off; the mail of an address is followed. */
function act(language: string, kind: SourceKind, name: string): Markup | string {
  const words = overviewWords(language);
  if (kind === 'network') {
    const single = name.replace(/\/32$/, '');
    const query = new URLSearchParams({ block: single });
    return link(`/admin/lists?${query}`, words.block, single);
  }
  if (kind === 'address') return link(`/admin/trace?${new URLSearchParams({ q: name })}`, words.trace, name);
  return '';
}

/** Who only hears it is told of whom. */
function link(path: string, text: string, name: string): Markup {
  return html`<a class="button" href="${path}" aria-label="${text}: ${name}">${text}</a>`;
}

function section(
  language: string,
  kind: 'rule' | 'screen' | 'claim' | 'limit' | SourceKind,
  counts: readonly Count[],
  table: Markup,
): Markup {
  const words = overviewWords(language);
  const inside =
    counts.length === 0
      ? html`<p class="soft">${words.none}</p>`
      : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="top-${kind}">${table}</div>`;
  return html`<section class="top" aria-labelledby="top-${kind}"><h3 id="top-${kind}">${words.top[kind]}</h3>${inside}</section>`;
}

function reasonText(language: string, name: string): string {
  const { reasons } = wordsOf(language);
  return name in reasons ? reasons[name as keyof typeof reasons] : name;
}

function number(language: string, n: number): string {
  return new Intl.NumberFormat(language).format(n);
}
