/** The page of learning. */
import { html } from 'hono/html';
import {
  type JudgementEntry,
  type JudgementKind,
  judgementKinds,
  type LearningStatus,
} from '../../../model/judgements.ts';
import type { MailEntry } from '../../../model/mail-store.ts';
import { timeTag } from '../../views/dates.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import { judgementChip } from '../../views/judged.ts';
import type { Markup } from '../../views/page.ts';
import { type LearningWords, learningWords } from '../../words/learning.ts';
import { adminPage } from './admin-page.ts';
import { latestTable, troubleTable } from './learning-tables.ts';

export interface LearningView extends Surroundings {
  readonly status: LearningStatus;
  /** Those that wait after a failure, and those given up. */
  readonly troubles: readonly JudgementEntry[];
  /** The newest first. */
  readonly latest: readonly JudgementEntry[];
  readonly mails: ReadonlyMap<string, MailEntry>;
  /** Where older ones begin; null: there are none. */
  readonly next: Date | null;
  readonly now: Date;
}

export function learningPage(view: LearningView): Markup {
  const words = learningWords(view.language);
  const body = html`<p class="hint">${words.hint}</p>${warnings(view, words)}
<div class="learning-top"><section aria-labelledby="knows"><h2 id="knows">${words.knows}</h2>${known(view, words)}</section>
<section aria-labelledby="queue"><h2 id="queue">${words.queue}</h2>${queue(view, words)}</section></div>
<section aria-labelledby="troubles"><h2 id="troubles">${words.troubles}</h2>${troubleTable(view)}</section>
<section aria-labelledby="latest"><h2 id="latest">${words.latest}</h2>${latestTable(view)}${older(view, words)}</section>`;
  return adminPage(view, 'learning', { title: words.title, body }, { styles: ['learning.css'] });
}

function warnings({ status, language }: LearningView, words: LearningWords): Markup {
  const { on, heldTrouble, lopsided, mostRatio } = status;
  const off = on ? '' : html`<p class="trouble" role="status">${words.off}</p>`;
  const silent =
    heldTrouble === null
      ? ''
      : html`<p class="trouble" role="status">${words.silent} <q lang="en">${heldTrouble}</q></p>`;
  const ratio = mostRatio.toLocaleString(language);
  const balance =
    lopsided === null
      ? ''
      : html`<p class="trouble" role="status">${words.lopsided[lopsided].replace('{ratio}', ratio)}</p>`;
  return html`${off}${silent}${balance}`;
}

function known({ status, language, now }: LearningView, words: LearningWords): Markup {
  const count = (value: number) => value.toLocaleString(language);
  const row = (kind: JudgementKind) => {
    const { count: taught, last } = status.counts.taught[kind];
    const held = status.held === null ? words.unknown : count(status.held[kind]);
    return html`<tr><th scope="row">${judgementChip(language, kind)}</th><td class="number">${count(taught)}</td><td>${last === null ? words.never : timeTag(language, last, now)}</td><td class="number">${held}</td></tr>`;
  };
  const head = (text: string, kind = '') => html`<th scope="col" class="${kind}">${text}</th>`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head(words.class)}${head(words.taught, 'number')}${head(words.last)}${head(words.held, 'number')}</tr></thead><tbody>${judgementKinds.map(row)}</tbody></table></div>
<p class="soft">${words.heldHint}</p>`;
}

function queue({ status, language }: LearningView, words: LearningWords): Markup {
  const { queued, learning, failed } = status.counts.states;
  const item = (count: number, text: string) =>
    html`<li><b>${count.toLocaleString(language)}</b> ${text}</li>`;
  const rests = words.rests.replace('{seconds}', status.restSeconds.toLocaleString(language));
  return html`<ul class="counts">${item(queued, words.queued)}${item(learning, words.learningNow)}${item(failed, words.failedCount)}</ul>
<p class="soft">${rests}</p><p class="soft">${hamWords(status, words)}</p>`;
}

function hamWords({ hamFromReplies, lopsided }: LearningStatus, words: LearningWords): string {
  if (!hamFromReplies) return words.hamOff;
  return lopsided === 'ham' ? words.hamPaused : words.hamOn;
}

function older({ next }: LearningView, words: LearningWords): Markup | '' {
  if (next === null) return '';
  return html`<p><a class="button" rel="next" href="/admin/learning?before=${next.toISOString()}">${words.older}</a></p>`;
}
