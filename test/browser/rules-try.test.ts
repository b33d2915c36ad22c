/** Trying a draft on past mail before it is saved. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { saveRules } from './rules-samples.ts';

const prizes = {
  name: 'Prizes',
  when: { subject: { contains: 'prize' } },
  then: { quarantine: true },
};

describe('trying rules out', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    for (const subject of ['Your prize', 'A prize for us?', 'My printer', 'An invoice'])
      await inbox.mail({ subject });
    const { mails } = inbox.gateway.store;
    await eventually('four tickets', async () => (await mails.list({ state: 'filed' })).length === 4);
    const good = (await mails.list({ state: 'filed' })).find(({ subject }) => subject === 'A prize for us?');
    await inbox.gateway.store.judgements.judge(good?.id ?? '', 'ham', 'bob@desk.example');
    await inbox.gateway.store.judgements.judge(
      (await mails.list({ state: 'filed' })).find(({ subject }) => subject === 'Your prize')?.id ?? '',
      'spam',
      'bob@desk.example',
    );
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });
  beforeEach(async () => {
    const active = await saveRules(inbox, { rules: [], thresholds: null });
    const { id } = inbox.people.kim;
    const kept = { agent: id, basedOn: active.version, at: new Date(), rules: [prizes], thresholds: null };
    await inbox.gateway.store.ruleDrafts.save(kept);
  });

  it('tells how many mails would have another fate, which, and what staff said of them', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules/draft');
    expect(await page.locator('#days option').allTextContents()).to.have.length(4);
    await page.selectOption('#days', '7');
    await page.click('form[action$="/try"] button.primary');
    await page.waitForSelector('.outcome');
    expect(await page.textContent('.outcome')).to.equal(
      '4 mails were decided upon once more. 2 of them would have another fate.',
    );
    expect(await page.textContent('section[aria-labelledby=outcome] tbody')).to.match(
      /filed → quarantine\s*2/,
    );
    expect(await page.textContent('tr.worse')).to.match(/Good mail kept back\s*0\s*1\s*worse/);
    expect(await page.textContent('tr.better')).to.match(/Spam let through\s*1\s*0\s*better/);
    const samples = page.locator('.samples tbody a');
    expect((await samples.allTextContents()).sort()).to.deep.equal(['A prize for us?', 'Your prize']);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'rules-try');
    await samples.first().click();
    expect(await page.textContent('h1')).to.include('prize');
    expect(complaints).to.deep.equal([]);
    expect((await inbox.gateway.store.rules.active()).rules).to.deep.equal([]);
  });

  it('works without scripts, and with thresholds that become part of the draft', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await page.goto('/admin/rules/draft');
    await page.fill('#quarantineAt', '5,5');
    await page.click('form[action$="/try"] button.primary');
    expect(await page.textContent('.trouble')).to.include('both thresholds or none');
    expect(await page.inputValue('#quarantineAt')).to.equal('5,5');
    for (const text of ['Infinity', '1e400', '0x10', '9'.repeat(400)]) {
      await page.fill('#quarantineAt', '1');
      await page.fill('#rejectAt', text);
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        page.click('button[formaction$="/thresholds"]'),
      ]);
      expect(answer.status(), text).to.equal(422);
      expect(await page.textContent('.trouble')).to.include('both thresholds or none');
    }
    await page.fill('#quarantineAt', '5,5');
    await page.fill('#rejectAt', '12');
    await page.click('form[action$="/try"] button.primary');
    await eventually('the result', async () => {
      const reload = page.locator('#tried a.button', { hasText: 'Reload' });
      if ((await reload.count()) > 0) await reload.click();
      return (await page.locator('.outcome').count()) === 1;
    });
    const draft = await inbox.gateway.store.ruleDrafts.find(inbox.people.kim.id);
    expect(draft?.thresholds).to.deep.equal({ quarantineAt: 5.5, rejectAt: 12 });
    await page.goto('/admin/rules/draft');
    expect(await page.textContent('ul.changes')).to.include('quarantine from 5.5, refuse from 12');
  });

  it('says that a result is older than the draft, and of one that is gone what to do', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules/draft');
    await page.click('form[action$="/try"] button.primary');
    await page.waitForSelector('.outcome');
    const path = page.url();
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn off: Prizes"]');
    await page.waitForSelector('li.off');
    await page.goto(path);
    expect(await page.textContent('#tried > .trouble')).to.include('changed after this try-out');
    const answer = await page.goto('/admin/rules/try/00000000-0000-4000-8000-000000000000');
    expect(answer?.status()).to.equal(404);
    expect(await page.textContent('.trouble')).to.include('try out again');
  });
});
