/** What links of a digest lead to: one held mail, shown without a log-in, and released by one more press. */
import type { Context, Hono } from 'hono';
import type { Linked } from '../../model/quarantine.ts';
import { SlidingWindow } from '../../sliding-window.ts';
import { sameOrigin } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { linkDonePage, linkOverPage, linkPage, linkWaitPage } from '../views/mail-link-page.ts';
import { languageFor } from '../words/words.ts';

const hourMs = 3_600_000;
/** Of one source in an hour: links that are good for nothing, and all. Of all sources: links that are good for nothing. */
const limits = { bad: 30, all: 300, badInAll: 3000 };

/** Adds `/held/…`. */
export function addHeldLinks(app: Hono<Env>, site: Site): void {
  const door = new Door();
  app.use('/held/*', sameOrigin(), async (c, next) => {
    c.set('language', languageFor('', c.req.header('Accept-Language') ?? ''));
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex, nofollow');
  });
  app.get('/held/done', (c) => c.html(linkDonePage(c.get('language'))));
  // A GET uses nothing up: scanners of mail follow every link.
  app.get('/held/:token', (c) =>
    door.pass(c, site, async ({ mail, agent }) => {
      const read = await site.read(await site.store.mails.raw(mail.id));
      const language = agent.language === '' ? c.get('language') : languageFor(agent.language, '');
      return c.html(linkPage({ language, mail, read, now: site.now() }));
    }),
  );
  app.post('/held/:token', (c) =>
    door.pass(c, site, async ({ mail, agent }) => {
      const by = { actor: agent.address, via: 'digest' };
      const result = await site.quarantine.settle(mail, { deed: 'release' }, by);
      return result === 'done' ? c.redirect('/held/done', 303) : c.html(linkOverPage(c.get('language')), 410);
    }),
  );
}

/** Lets in who shows a link that is good, and not too often. */
class Door {
  readonly #bad = new SlidingWindow(limits.bad, hourMs);
  readonly #all = new SlidingWindow(limits.all, hourMs);
  readonly #badInAll = new SlidingWindow(limits.badInAll, hourMs);

  async pass(c: Context<Env>, site: Site, enter: (linked: Linked) => Promise<Response>): Promise<Response> {
    const source = c.get('source');
    const now = site.now().getTime();
    const full = this.#bad.full(source, now) || this.#badInAll.full('', now) || !this.#all.take(source, now);
    if (full) {
      c.header('Retry-After', '3600');
      return c.html(linkWaitPage(c.get('language')), 429);
    }
    const found = await site.quarantine.linked(c.req.param('token') ?? '');
    if (found !== null) return enter(found);
    this.#bad.note(source, now);
    this.#badInAll.note('', now);
    return c.html(linkOverPage(c.get('language')), 410);
  }
}
