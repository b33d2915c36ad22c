/** The way of one mail, step by step. */
import { html } from 'hono/html';
import type { Story } from '../../../model/trace.ts';
import { timeTag } from '../../views/dates.ts';
import { wroteTo } from '../../views/mail-source.ts';
import type { Markup } from '../../views/page.ts';
import { traceWords } from '../../words/trace.ts';
import { stateOf } from '../../words/trace-story.ts';
import { type ToldStep, toldSteps } from '../../words/trace-told.ts';
import { wordsOf } from '../../words/words.ts';

interface Subject {
  readonly who: string;
  readonly subject: string;
  readonly at: Date;
}

/** By what a list tells it from others. */
export function subjectOf(language: string, { mail, found }: Story): Subject {
  const words = traceWords(language);
  if (mail !== null)
    return {
      who: mail.from || mail.envelope.sender || '<>',
      subject: mail.subject || wordsOf(language).mails.noSubject,
      at: mail.acceptedAt,
    };
  if (found.kind === 'outgoing') {
    const { kind, to, subject, createdAt } = found.outgoing;
    return { who: `${words.out[kind]} → ${to}`, subject, at: createdAt };
  }
  if (found.kind === 'refusal') {
    const { from, envelope, messageId, at } = found.refusal;
    return { who: from ?? (envelope.sender || '<>'), subject: messageId ?? words.kinds.refusal, at };
  }
  throw new Error('the mail of a story is missing');
}

export function storyView(language: string, story: Story, now: Date, wroteAt: Date | null): Markup {
  const words = traceWords(language);
  const { subject } = subjectOf(language, story);
  const rows = toldSteps(language, story).map((step) => row(language, step, now));
  return html`<article aria-labelledby="story"><h2 id="story"><bdi>${subject}</bdi></h2>${facts(language, story, now, wroteAt)}
<div class="scroll" tabindex="0" role="group" aria-labelledby="story"><table class="way" aria-labelledby="story"><thead><tr><th scope="col">${words.at}</th><th scope="col">${words.part}</th><th scope="col">${words.what}</th></tr></thead><tbody>${rows}</tbody></table></div></article>`;
}

function row(language: string, { at, part, reason, text }: ToldStep, now: Date): Markup {
  const words = traceWords(language);
  const time =
    at === null
      ? ''
      : html`${timeTag(language, at, now)} <span class="soft exact">${at.toISOString().slice(11, 23)} UTC</span>`;
  return html`<tr><td>${time}</td><th scope="row">${words.parts[part]}</th><td><bdi>${text}</bdi>${reason === null ? '' : html` <code class="soft">${reason}</code>`}</td></tr>`;
}

function facts(language: string, story: Story, now: Date, wroteAt: Date | null): Markup {
  const words = traceWords(language);
  const { mail, found } = story;
  const { who } = subjectOf(language, story);
  const state = stateOf(story);
  const lines: [string, Markup | string][] = [
    [words.facts.state, html`<span class="state" data-state="${state}">${words.states[state]}</span>`],
    [words.facts.from, html`<bdi>${who}</bdi> ${wroteTo(language, wroteAt, now)}`],
  ];
  if (mail !== null) {
    lines.push([
      words.facts.department,
      mail.recipient === mail.lane ? mail.lane : `${mail.lane} (${mail.recipient})`,
    ]);
    if (mail.ticketId !== null)
      lines.push([words.facts.ticket, html`<a href="/inbox/${mail.ticketId}">${mail.ticketId}</a>`]);
    lines.push([words.facts.mail, mailLinks(language, story)]);
  }
  const messageId = mail?.messageId ?? messageIdOf(found);
  if (messageId !== null) lines.push([words.facts.messageId, html`<code>${messageId}</code>`]);
  return html`<dl class="facts">${lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function messageIdOf(found: Story['found']): string | null {
  if (found.kind === 'outgoing') return found.outgoing.messageId;
  return found.kind === 'refusal' ? found.refusal.messageId : null;
}

function mailLinks(language: string, { mail }: Story): Markup | string {
  if (mail === null) return '';
  const words = traceWords(language);
  const aside = mail.state === 'quarantined' || mail.state === 'failed' || mail.state === 'discarded';
  const open = aside ? html` <a href="/inbox/mail/${mail.id}">${words.open}</a>` : '';
  return html`<code>${mail.id}</code>${open} <a href="/inbox/mail/${mail.id}/original" download>${words.original}</a>`;
}
