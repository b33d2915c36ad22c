/** The pages of the spam desk on a phone, in German, whose words are long, and with names that are one long word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { readRules } from '../../src/screening/rules/yaml.ts';
import { browserMissing, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';
import { saveRules } from './rules-samples.ts';

const long = 'Donaudampfschifffahrtsgesellschaftskapitaenswitwenversicherungsgesellschaft';
const example = readFileSync(join(import.meta.dirname, '../../config/rules.example.yaml'), 'utf8');
const rule = {
  name: long,
  reason: `${long}${long}`,
  when: { any: [{ subject: { contains: `${long}${long}` } }, { subject: { contains: 'printer' } }] },
  then: { quarantine: true, tag: long.slice(0, 50) },
};

describe('pages of the spam desk on a phone', function () {
  this.timeout(120_000);
  let browser: Browser;
  let rspamd: Rspamd;
  let inbox: TestInbox;
  let page: Page;

  before(async function () {
    if ((browserMissing() ?? rspamdMissing()) !== null) this.skip();
    [browser, rspamd] = await Promise.all([startBrowser(), startRspamd({})]);
    const departments = [
      { name: 'support', title: 'Support', addresses: ['support@desk.example'] },
      {
        name: 'billing',
        title: long,
        addresses: ['billing@desk.example'],
        screening: { quarantineAt: 4.5, rejectAt: 30 },
      },
    ];
    const filter = { url: rspamd.url, controller: rspamd.controller, tune: true };
    inbox = await startInbox({ departments, screening: { rspamd: filter } });
    for (const subject of ['A printer', long]) await inbox.mail({ subject });
    const { mails, ruleDrafts } = inbox.gateway.store;
    await eventually('two tickets', async () => (await mails.count({ state: 'filed' })) === 2);
    const { version } = await saveRules(inbox, { rules: [], thresholds: null });
    const agent = inbox.people.kim.id;
    const { draft } = readRules(example);
    const kept = { agent, basedOn: version, at: new Date(), thresholds: null };
    await ruleDrafts.save({ ...kept, rules: [...draft.rules, rule] });
    const phone = { locale: 'de-DE', viewport: { width: 360, height: 740 } };
    ({ page } = await inbox.as(browser, inbox.people.kim, phone));
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await rspamd?.remove();
  });

  /** How wide the page is, and what stands out of it; nothing where it fits. */
  const wide = async () => {
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width <= 360) return [];
    const out = await page.$$eval('main *', (all) =>
      all
        .filter((one) => one.getBoundingClientRect().right > 360 && one.closest('.scroll') === null)
        .map(({ tagName, className, textContent }) => `${tagName} ${className}: ${textContent}`.slice(0, 80)),
    );
    return [width, ...out];
  };

  for (const path of [
    '',
    '/rules',
    '/rules/draft',
    '/rules/text',
    '/rules/history',
    `/rules/rule?name=${long}`,
    '/lists',
    '/lists/import',
    '/filter',
    '/filter/weights',
    '/filter/change?kind=threshold&name=reject',
    '/learning',
    `/trace?q=${long}`,
    '/trace?q=ana@customer.example',
  ])
    it(`/admin${path} is no wider than it`, async () => {
      await page.goto(`/admin${path}`);
      expect(await page.getAttribute('html', 'lang')).to.equal('de-DE');
      expect(await wide()).to.deep.equal([]);
    });

  it('the result of a try-out is no wider than it', async () => {
    await page.goto('/admin/rules/draft');
    await page.click('form[action$="/try"] button.primary');
    await page.waitForSelector('.samples');
    expect(await wide()).to.deep.equal([]);
  });
});
