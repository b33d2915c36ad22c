/** What was said of a mail, what the filter made of it, and the buttons to say it. */
import { html } from 'hono/html';
import type { JudgementEntry, JudgementKind } from '../../model/judgements.ts';
import { type LearningWords, learningWords } from '../words/learning.ts';
import type { Markup } from './page.ts';

/** The word itself, with its sign: colour never tells it alone. */
export function judgementChip(language: string, kind: JudgementKind | null): Markup {
  const words = learningWords(language);
  if (kind === null) return html`<span class="chip judged">${words.none}</span>`;
  return html`<span class="chip judged ${kind}"><span aria-hidden="true">${kind === 'spam' ? '⊘' : '✓'}</span> ${words.kinds[kind]}</span>`;
}

/** Who said it. */
export function judgedBy(language: string, { by, automatic }: JudgementEntry): string {
  return automatic ? learningWords(language).judge.postern : by;
}

/** Where learning it stands. `on`: a filter that learns is set up. */
export function learningText(language: string, entry: JudgementEntry, on: boolean): string {
  const words = learningWords(language);
  const { state, kind, learned } = entry;
  if (state === 'queued' && !on) return words.states.off;
  if (state === 'queued' && entry.failingSince !== null) return words.states.waiting;
  if (state === 'queued' && kind === null) return words.states.forgetting;
  if (state === 'kept') return words.states.kept.replace('{class}', className(words, learned));
  return words.states[state];
}

function className(words: LearningWords, kind: JudgementKind | null): string {
  return kind === null ? words.none : words.kinds[kind];
}

/** Buttons of a form that says what a mail is; those that would change something. */
export function judgeButtons(language: string, entry: JudgementEntry | undefined): Markup {
  const { judge } = learningWords(language);
  const kind = entry?.kind ?? null;
  const button = (value: string, text: string) =>
    html`<button class="quiet" name="kind" value="${value}">${text}</button>`;
  return html`${kind === 'spam' ? '' : button('spam', judge.spam)}${kind === 'ham' ? '' : button('ham', judge.ham)}${kind === null ? '' : button('none', judge.undo)}`;
}
