/** Editing rules: the form, the file, mistakes, dangers, and two people at once. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { exampleRules, saveRules } from './rules-samples.ts';

describe('the editor of rules', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });
  beforeEach(async () => {
    await saveRules(inbox, exampleRules);
    await inbox.gateway.store.ruleDrafts.drop(inbox.people.kim.id);
  });

  const active = () => inbox.gateway.store.rules.active();
  const draft = () => inbox.gateway.store.ruleDrafts.find(inbox.people.kim.id);

  it('begins with nothing, and saves the first version', async () => {
    const fresh = await startInbox();
    try {
      const { page } = await fresh.as(browser, fresh.people.kim);
      await page.goto('/admin/rules');
      expect(await page.textContent('.empty')).to.include('no rules yet');
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      await page.goto('/admin/rules/rule');
      await page.fill('#name', 'First');
      await page.fill('#when', 'subject: {contains: prize}');
      await page.click('.rule-editor button.primary');
      await page.goto('/admin/rules/draft');
      await page.fill('#reason', 'A beginning');
      await page.click('form[action$="/save"] button');
      expect(await page.textContent('.told')).to.include('Saved');
      expect(await fresh.gateway.store.rules.active()).to.include({ version: 1, reason: 'A beginning' });
      // It acts on the mail that comes from now on.
      await eventually('a mail that is held', async () => {
        await fresh.mail({ subject: 'Your prize' });
        return (await fresh.gateway.store.mails.count({ state: 'quarantined' })) > 0;
      });
    } finally {
      await fresh.remove();
    }
  });

  it('makes a rule of a form, with examples that are put in by a click', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('.head a.button');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#name', 'Russian links');
    await page.fill('#reason', 'Asked for by sales');
    await page.fill('#when', '');
    await page.click('button[data-insert^="language:"]');
    await page.click('button[data-insert^="domain:"]');
    await page.fill('#then', '');
    await page.click('button[data-into=then][data-insert^="score:"]');
    await page.fill('#expires', '2030-01-31');
    await page.selectOption('#place', 'after Prizes');
    await screenshot(page, 'rules-edit');
    await page.click('.rule-editor button.primary');
    expect((await draft())?.rules[1]).to.deep.equal({
      name: 'Russian links',
      reason: 'Asked for by sales',
      expires: '2030-01-31',
      author: 'kim@desk.example',
      when: { language: { equals: 'ru' }, domain: { in: ['bad.example', 'worse.example'] } },
      then: { score: 3 },
    });
    expect(await page.textContent('ol.rules')).to.include('add 3 to the score');
    expect(complaints).to.deep.equal([]);
  });

  it('tells every mistake at its field, with the nearest name, and loses nothing of what was typed', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('ol.rules a.name');
    const when = 'subject: {contains: prize}\nbody:\n  contians: lottery\n';
    await page.fill('#when', when);
    await page.fill('#then', 'quarantine: perhaps');
    await page.fill('#comment', 'Half done');
    await page.click('.rule-editor button.primary');
    expect(await page.textContent('#when-wrong')).to.equal(
      'line 3: body.contians: unknown operator; did you mean contains?',
    );
    expect(await page.textContent('#then-wrong')).to.include('expects true or false');
    expect(await page.getAttribute('#when', 'aria-invalid')).to.equal('true');
    expect(await page.inputValue('#when')).to.equal(when);
    expect(await page.inputValue('#comment')).to.equal('Half done');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await draft()).to.equal(null);
    await page.click('.trouble a[href="#when"]');
    await page.fill('#name', 'Our printers');
    await page.fill('#when', 'subject: prize');
    await page.fill('#then', 'quarantine: true');
    await page.click('.rule-editor button.primary');
    expect(await page.textContent('#name-wrong')).to.include('another rule has the name');
    await page.fill('#when', '- no: mapping');
    await page.click('.rule-editor button.primary');
    expect(await page.textContent('#when-wrong')).to.include('keys with values are expected');
  });

  it('takes the whole set as a file, leads to the lines of mistakes, and keeps comments', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules/text');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const yaml = `# Reviewed every spring\n${await page.inputValue('#set')}`;
    await page.fill('#set', yaml.replace('quarantine: true', 'quarantaine: true'));
    await page.click('.rule-editor button.primary');
    expect(await page.textContent('.trouble')).to.include('unknown key; did you mean quarantine?');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('.trouble a[data-line]');
    const chosen = await page.evaluate<string>('getSelection().toString()');
    expect(chosen.trim()).to.equal('quarantaine: true');
    await page.fill('#set', yaml);
    await page.click('.rule-editor button.primary');
    expect(await page.textContent('ul.changes')).to.include('Comments in the file');
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Delete: Our printers"]');
    await eventually('two rules', async () => (await page.locator('ol.rules > li').count()) === 2);
    await page.goto('/admin/rules/text');
    expect(await page.inputValue('#set'))
      .to.match(/^# Reviewed every spring/)
      .and.not.include('Our printers');
    await page.goto('/admin/rules/draft');
    await page.fill('#reason', 'Spring');
    await page.click('form[action$="/save"] button');
    expect((await active()).text).to.match(/^# Reviewed every spring/);
    // A file with a mistake is answered with 422, which the browser tells too.
    expect(complaints.filter((line) => !line.includes('422'))).to.deep.equal([]);
  });

  it('asks whether dangerous rules are meant, and says what they would do', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules/rule');
    await page.fill('#name', 'Nobody answers');
    await page.fill('#when', 'participant: true\n');
    await page.fill('#then', 'reject: true\n');
    await page.click('.rule-editor button.primary');
    await page.goto('/admin/rules/draft');
    const { version } = await active();
    expect(await page.textContent('.danger-list')).to.include('might not reach you');
    await page.fill('#reason', 'Quiet');
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.trouble')).to.include('Please tick what is meant');
    expect(await page.inputValue('#reason')).to.equal('Quiet');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect((await active()).version).to.equal(version);
    await page.check('#meant-0');
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.told')).to.include('Saved');
    expect((await active()).rules.at(-1)).to.include({ name: 'Nobody answers', meant: true });
  });

  it('saves nothing that was changed elsewhere after it was looked at', async () => {
    const { page, context } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn off: Prizes"]');
    await page.waitForSelector('.draft-bar');
    await page.goto('/admin/rules/draft');
    const other = await context.newPage();
    await other.goto('/admin/rules');
    await other.click('button[aria-label="Delete: Our printers"]');
    await eventually('two rules', async () => (await other.locator('ol.rules > li').count()) === 2);
    const { version } = await active();
    await page.fill('#reason', 'Too loud');
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.trouble')).to.include('look at it once more');
    expect((await active()).version).to.equal(version);
    await page.click('form[action$="/save"] button');
    expect((await active()).rules).to.have.length(2);
  });

  it('wants a reason', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn off: Prizes"]');
    await page.waitForSelector('.draft-bar');
    await page.goto('/admin/rules/draft');
    await page.fill('#reason', '  ');
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.trouble')).to.include('Please say why');
  });

  it('keeps the draft where somebody else was faster, says what he changed, and puts both together', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn off: Prizes"]');
    await page.waitForSelector('.draft-bar');
    await page.goto('/admin/rules/draft');
    await page.fill('#reason', 'Too loud');
    const [prizes, ...others] = exampleRules.rules;
    const theirs = await saveRules(inbox, { rules: [prizes, ...others.slice(0, 1)], thresholds: null });
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.trouble')).to.include('Somebody else has saved meanwhile');
    expect(await page.textContent('.stale'))
      .to.include('Deleted: Our printers')
      .and.to.include('lou@desk');
    expect(await page.inputValue('#reason')).to.equal('Too loud');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await active()).to.deep.equal(theirs);
    await page.click('button[value=merge]');
    expect(await page.locator('.stale').count()).to.equal(0);
    await page.fill('#reason', 'Too loud');
    await page.click('form[action$="/save"] button');
    const now = await active();
    expect(now.version).to.equal(theirs.version + 1);
    expect(now.rules.map((rule) => [Object(rule).name, Object(rule).enabled])).to.deep.equal([
      ['Prizes', false],
      ['Shop newsletters', undefined],
    ]);
  });
});
