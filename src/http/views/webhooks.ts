/** Webhooks, as admins see them. */
import { html } from 'hono/html';
import type { Page } from '../../model/inbox.ts';
import { eventTypes, type Webhook, type WebhookDelivery } from '../../model/webhook.ts';
import { hookWords } from '../words/hooks.ts';
import { timeTag } from './dates.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { peoplePage, troubleWords } from './people-page.ts';

export interface WebhooksView extends Surroundings {
  readonly now: Date;
}

/** All of them, and the form for a fresh one. */
export function webhooksPage(
  view: WebhooksView & { readonly webhooks: readonly Webhook[]; readonly invalid: string | null },
): Markup {
  const words = hookWords(view.language);
  const rows = view.webhooks.map(
    (
      webhook,
    ) => html`<tr><td><a href="/inbox/webhooks/${webhook.id}">${webhook.description || webhook.url}</a></td>
<td class="mono">${webhook.events.join(' ')}</td><td>${stateOf(view, webhook)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? html`<p>${words.none}</p>`
      : html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`;
  const trouble = view.invalid === null ? null : `${words.invalid} ${view.invalid}`;
  return peoplePage(
    view,
    words.title,
    html`<p>${words.hint}</p>${troubleWords(trouble)}${table}${form(view)}`,
  );
}

function stateOf({ language, now }: WebhooksView, { enabled, trouble, failingSince }: Webhook): Markup {
  const words = hookWords(language);
  if (!enabled) return html`${words.off}${trouble === null ? '' : `: ${trouble}`}`;
  return failingSince === null
    ? html`${words.on}`
    : html`${words.failing} ${timeTag(language, failingSince, now)}`;
}

function form({ language, departments }: WebhooksView): Markup {
  const words = hookWords(language);
  const box = (name: string, value: string, text: string) =>
    html`<label><input type="checkbox" name="${name}" value="${value}"> <span>${text}</span></label>`;
  const events = eventTypes
    .filter((type) => type !== 'webhook.test')
    .map((type) => box('events', type, type));
  const places = departments.map(({ name, title }) => box('departments', name, title));
  return html`<section aria-labelledby="create"><h2 id="create">${words.create}</h2>
<form method="post" action="/inbox/webhooks" class="fields">
<label for="url">${words.url}</label><input id="url" name="url" type="url" maxlength="2000" required>
<label for="description">${words.description}</label><input id="description" name="description" maxlength="200">
<fieldset><legend>${words.events}</legend><div class="choices">${events}</div></fieldset>
<fieldset><legend>${words.departments}</legend><div class="choices">${places}</div></fieldset>
<p class="buttons"><button class="primary">${words.create}</button></p></form></section>`;
}

/** One of them, with what was told. */
export function webhookPage(
  view: WebhooksView & { readonly webhook: Webhook; readonly deliveries: Page<WebhookDelivery> },
): Markup {
  const { language, webhook, deliveries } = view;
  const words = hookWords(language);
  const path = `/inbox/webhooks/${webhook.id}`;
  const button = (name: string, text: string, kind = '') =>
    html`<button formaction="${path}/${name}" class="${kind}">${text}</button>`;
  const rows = deliveries.items.map((one) => deliveryRow(view, path, one));
  const heads = [words.event, words.state, words.tries].map((head) => html`<th scope="col">${head}</th>`);
  const table =
    rows.length === 0
      ? html`<p>${words.nothing}</p>`
      : html`<div class="scroll"><table><thead><tr>${heads}<td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
  const older =
    deliveries.next === null
      ? ''
      : html`<p><a class="button" rel="next" href="${path}?after=${deliveries.next}">${words.older}</a></p>`;
  const toggle = webhook.enabled ? button('off', words.switchOff) : button('on', words.switchOn);
  const body = html`<section><p class="mono">${webhook.url}</p><p class="mono soft">${webhook.events.join(' ')}</p>
<p>${stateOf(view, webhook)}</p><form method="post" class="buttons">${button('test', words.test)}${toggle}${button('secret', words.renew)}${button('remove', words.remove, 'danger')}</form></section>
<section aria-labelledby="deliveries"><h2 id="deliveries">${words.deliveries}</h2>${table}${older}</section>
<p><a class="button" href="/inbox/webhooks">${words.all}</a></p>`;
  return peoplePage(view, webhook.description || words.title, body);
}

function deliveryRow({ language, now }: WebhooksView, path: string, delivery: WebhookDelivery): Markup {
  const words = hookWords(language);
  const { id, type, event, state, attempts, tries } = delivery;
  const last = tries.at(-1);
  const answer =
    last === undefined ? '' : html`${timeTag(language, last.at, now)} ${last.status ?? last.error}`;
  return html`<tr><td><span class="mono">${type}</span><br><span class="mono soft">${event}</span></td><td>${words.states[state]} (${attempts})</td><td>${answer}</td>
<td><form method="post" action="${path}/replay"><input type="hidden" name="delivery" value="${id}"><button aria-label="${words.replay}: ${event}">${words.replay}</button></form></td></tr>`;
}

/** The secret, this once. */
export function webhookSecretPage(
  view: WebhooksView & { readonly id: string; readonly secret: string },
): Markup {
  const words = hookWords(view.language);
  const body = html`<p>${words.secret}</p><section><code class="secret">${view.secret}</code>
<p><a class="button" href="/inbox/webhooks/${view.id}">${words.back}</a></p></section>`;
  return peoplePage(view, words.title, body);
}
