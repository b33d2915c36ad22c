/** The quarantine on the page: found, looked at safely, released, allowed, deleted and marked; one by one and many at once. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { MailEntry } from '../../src/model/mail-store.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import type { MailToCompose } from '../support/mail.ts';
import { startScorer, type TestScorer } from '../support/scorer.ts';

describe('the quarantine', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;
  let scorer: TestScorer;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    scorer = await startScorer();
    const screening = { rspamd: { url: scorer.url }, dmarcReject: false };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox({ screening })]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await scorer?.stop();
  });
  beforeEach(async () => {
    const { mails } = inbox.gateway.store;
    for (const { id } of await mails.list({ state: 'quarantined' })) await mails.discard(id, 'between tests');
  });

  const points = '7.4 BAYES_SPAM=5.1 FORGED_SENDER=1.3 R_SPF_FAIL=1 SOME_RULE_OF_ADMINS=0.5 BAYES_HAM=-0.5';
  /** A mail that is held for its score; gives it as it lies in the store. */
  const held = async (
    subject: string,
    mail: MailToCompose = {},
    { score = points, from = 'ana@customer.example', to = 'support@desk.example' } = {},
  ): Promise<MailEntry> => {
    const headers = [['X-Score', score] as const];
    expect(await inbox.mail({ subject, headers, ...mail }, { from, to })).to.equal(250);
    const all = await inbox.gateway.store.mails.list({ state: 'quarantined' });
    const found = all.find((one) => one.subject === subject);
    if (found === undefined) throw new Error(`${subject} is not held`);
    return found;
  };
  const open = async (who: keyof TestInbox['people'] = 'bob', options = {}) =>
    inbox.as(browser, inbox.people[who], options);
  const subjects = (page: Page) => page.locator('.tickets .subject').allTextContents();
  const find = (id: string) => inbox.gateway.store.mails.find(id);
  const filed = (id: string) =>
    eventually('the filing', async () => {
      const mail = await find(id);
      return mail?.state === 'filed' ? mail : null;
    });

  it('lists held mail with its reason in words, its score and its sender’s evidence', async () => {
    await held('Invoice 4711 overdue');
    await held(
      'Your account will be closed',
      {},
      { score: '11.2 PHISHING=6 BAYES_SPAM=5.2', from: 'it@strict.example' },
    );
    await held('Bills for Lea', {}, { to: 'billing@desk.example', score: '6.3 MISSING_DATE=6.3' });
    const { page, complaints } = await open('kim');
    await page.goto('/inbox?list=quarantine');
    expect(await subjects(page)).to.deep.equal([
      'Bills for Lea',
      'Your account will be closed',
      'Invoice 4711 overdue',
    ]);
    const row = page.locator('.tickets > li', { hasText: 'Invoice 4711' });
    expect(await row.textContent())
      .to.include('reads like what staff marked as spam')
      .and.include('author and envelope sender differ')
      .and.include('7.4')
      .and.include('proven')
      .and.include('Support');
    expect(await page.locator('.tickets > li', { hasText: 'account' }).textContent()).to.include('forged?');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'quarantine');
    expect(complaints).to.deep.equal([]);
  });

  it('is searched, filtered and sorted, also without scripts', async () => {
    await held('Low', {}, { score: '6.1 MISSING_DATE=6.1' });
    await held('High', {}, { score: '12.5 PHISHING=12.5' });
    await held('Middle', {}, { score: '9 PHISHING=9', to: 'billing@desk.example' });
    const { page } = await open('kim', { javaScriptEnabled: false });
    await page.goto('/inbox?list=quarantine');
    await page.selectOption('select[name=order]', 'score');
    await page.click('.filters button');
    expect(await subjects(page)).to.deep.equal(['High', 'Middle', 'Low']);
    await page.selectOption('select[name=department]', 'billing');
    await page.click('.filters button');
    expect(await subjects(page)).to.deep.equal(['Middle']);
    await page.click('text=Clear');
    for (const [words, wanted] of [
      ['PHISHING', ['Middle', 'High']],
      ['quarantine threshold', ['Middle', 'High', 'Low']],
      ['customer.example', ['Middle', 'High', 'Low']],
      ['lo', ['Low']],
      ['nothing like it', []],
    ] as const) {
      await page.fill('.filters input[type=search]', words);
      await page.click('.filters button');
      expect(await subjects(page), words).to.deep.equal(wanted);
    }
    expect(await page.textContent('.empty')).to.include('fits these filters');
    await page.goto('/inbox?list=quarantine&reason=denied');
    expect(await subjects(page)).to.deep.equal([]);
    await page.goto('/inbox?list=quarantine&reason=spam');
    expect(await subjects(page)).to.have.length(3);
  });

  it('goes through page after page by score', async () => {
    const { store } = inbox.gateway;
    for (let at = 0; at < 5; at++) await held(`Score ${at}`, {}, { score: `${6 + (at % 3)} PHISHING=6` });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.quarantine.list>> = await store.quarantine.list({
        order: 'score',
        after,
        limit: 2,
      });
      seen.push(...page.items.map(({ subject }) => subject));
      after = page.next;
    } while (after !== null);
    expect(seen).to.deep.equal(['Score 2', 'Score 4', 'Score 1', 'Score 3', 'Score 0']);
  });

  it('shows a mail so that looking at it harms nobody', async () => {
    const { id } = await held('You have won', {
      text: 'Come to https://win.example/now',
      html: '<p onclick="alert(1)">Come <a href="https://win.example/now">here</a></p><img src="https://win.example/seen.gif"><script>alert(1)</script><form action="https://win.example"><input name="pin"></form>',
      attachments: [{ filename: 'invoice.pdf.exe', contentType: 'application/x-msdownload', content: 'MZ' }],
    });
    const { page, complaints } = await open('kim');
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(inbox.base)) outside.push(request.url());
    });
    await page.goto('/inbox?list=quarantine');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL(`**/inbox/mail/${id}`);
    await screenshot(page, 'quarantine-mail');
    expect(await page.textContent('table.points'))
      .to.include('BAYES_SPAM')
      .and.include('+5.1');
    expect(await page.textContent('pre.text')).to.include('https://win.example/now');
    expect(await page.locator('main a[href*="win.example"]').count(), 'links').to.equal(0);
    expect(await page.locator('main').textContent())
      .to.include('invoice.pdf.exe')
      .and.include('new ticket');
    expect(await page.locator('main a', { hasText: 'invoice' }).count(), 'files to open').to.equal(0);
    await page.click('.formatted summary');
    const frame = page.frameLocator('.formatted iframe');
    expect(await frame.locator('a').textContent()).to.equal('here');
    expect(
      await frame.locator('a[href], img[src^=http], form, script, [onclick]').count(),
      'live parts',
    ).to.equal(0);
    await page.click('.header summary');
    expect(await page.textContent('.header pre')).to.include('X-Score: 7.4');
    expect(await page.getAttribute('a[download]', 'href')).to.equal(`/inbox/mail/${id}/original`);
    expect(outside).to.deep.equal([]);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
    const { headers } = await fetch(`${inbox.base}/inbox/mail/${id}/body`, {
      headers: { Cookie: await inbox.cookie(inbox.people.kim) },
    });
    expect(headers.get('content-security-policy'))
      .to.match(/sandbox$/)
      .and.include("default-src 'none'");
  });

  it('releases and teaches, and the ticket bears the time that the mail came at', async () => {
    const { id, acceptedAt } = await held('No spam at all');
    const { page } = await open();
    await page.goto(`/inbox/mail/${id}`);
    await page.click('button[value=ham]');
    await page.waitForURL('**/inbox?list=quarantine');
    expect(await page.textContent('.told')).to.include('1 mail released, and learned as no spam');
    const { ticketId } = await filed(id);
    const { store } = inbox.gateway;
    const ticket = await store.tickets.byNumber(Number(ticketId?.split('-')[0]));
    expect(ticket?.createdAt).to.deep.equal(acceptedAt);
    expect((await store.judgements.of([id])).get(id)).to.include({ kind: 'ham', by: 'bob@desk.example' });
    const entries = await store.audit.list({ subject: id });
    expect(entries.map(({ action }) => action)).to.include('quarantine.ham');
  });

  it('releases and allows a proven sender; whom nothing proves cannot be allowed, and the page says why', async () => {
    const proven = await held('From a customer');
    const forged = await held('From nobody', {}, { from: 'boss@strict.example' });
    const { page } = await open('kim');
    await page.goto(`/inbox/mail/${forged.id}`);
    expect(await page.locator('button[value=allow]').count()).to.equal(0);
    expect(await page.textContent('.held-acts')).to.include('cannot be allowed: DMARC failed');
    await page.goto(`/inbox/mail/${proven.id}`);
    await page.click('button[value=allow]');
    await page.waitForURL('**/inbox?list=quarantine');
    await filed(proven.id);
    const { store } = inbox.gateway;
    const [entry] = await store.lists.all();
    expect(entry).to.include({ list: 'allow', pattern: 'ana@customer.example', author: 'kim@desk.example' });
    expect(entry?.reason).to.include(proven.id);
    const [told] = await store.audit.list({ subject: proven.id });
    expect(told).to.deep.include({ action: 'quarantine.allow', actor: 'kim@desk.example' });
    await store.lists.remove([entry?.id ?? '']);
  });

  it('lets agents release, and leads and admins alone allow', async () => {
    const { id } = await held('For a lead');
    const { page } = await open();
    await page.goto(`/inbox/mail/${id}`);
    expect(await page.locator('button[value=allow]').count()).to.equal(0);
    expect(await page.textContent('.held-acts')).to.include('Leads and admins can allow');
    const form = { do: 'allow' };
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    await page.request.post(`/inbox/mail/${id}`, { form, headers });
    expect((await find(id))?.state).to.equal('quarantined');
    expect(await inbox.gateway.store.lists.all()).to.deep.equal([]);
  });

  it('marks as spam and deletes, for the record', async () => {
    const [spam, rubbish] = [await held('Spam'), await held('Rubbish')];
    const { page } = await open();
    await page.goto(`/inbox/mail/${spam.id}`);
    await page.keyboard.press('!');
    await page.waitForURL('**/inbox?list=quarantine');
    const { store } = inbox.gateway;
    expect(await find(spam.id)).to.deep.include({ state: 'discarded', ticketId: null });
    expect((await store.judgements.of([spam.id])).get(spam.id)?.kind).to.equal('spam');
    await page.goto(`/inbox/mail/${rubbish.id}`);
    await page.fill('#reason', 'a newsletter');
    await page.click('button[value=delete]');
    await page.waitForURL('**/inbox?list=quarantine');
    expect((await find(rubbish.id))?.trouble).to.deep.equal({ reason: 'discarded', detail: 'a newsletter' });
    expect((await store.judgements.of([rubbish.id])).size).to.equal(0);
    await page.goto(`/inbox/mail/${rubbish.id}`);
    expect(await page.locator('.held-acts').count()).to.equal(0);
  });

  it('does it to many at once, and tells what came of each', async () => {
    const mails = [
      await held('One'),
      await held('Two'),
      await held('Three', {}, { from: 'boss@strict.example' }),
    ];
    const { page, complaints } = await open('kim');
    await page.goto('/inbox?list=quarantine');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await page.textContent('.bulk .selected')).to.equal('1 selected');
    await page.check('#all');
    expect(await page.textContent('.bulk .selected')).to.equal('3 selected');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'quarantine-bulk');
    // Somebody else deletes one meanwhile.
    await inbox.gateway.store.mails.discard(mails[0]?.id ?? '', 'meanwhile');
    await page.click('.bulk button[value=allow]');
    await page.waitForSelector('.held-told');
    const told = await page.textContent('.held-told');
    expect(told).to.include('1 mail released, its sender allowed').and.include('2 mails stay as they are');
    expect(await page.locator('.held-told li').allTextContents()).to.have.length(3);
    expect(told).to.include('is not in quarantine any more').and.include('nothing proves its sender');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await subjects(page)).to.deep.equal(['Three']);
    await page.reload();
    expect(await page.locator('.held-told').count(), 'told once').to.equal(0);
    expect(complaints).to.deep.equal([]);
    for (const { id } of await inbox.gateway.store.lists.all()) await inbox.gateway.store.lists.remove([id]);
  });

  it('does it to many without scripts, and to none where none was selected', async () => {
    await held('Four');
    await held('Five');
    const { page } = await open('bob', { javaScriptEnabled: false });
    await page.goto('/inbox?list=quarantine');
    for (const box of await page.locator('.tickets .pick input').all()) await box.check();
    await page.click('.bulk button[value=spam]');
    expect(await page.textContent('.held-told')).to.include('2 mails discarded, and learned as spam');
    expect(await subjects(page)).to.deep.equal([]);
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    await page.request.post('/inbox/quarantine', { form: { do: 'spam' }, headers, maxRedirects: 0 });
    await page.goto('/inbox?list=quarantine');
    expect(await page.textContent('.told')).to.include('No mail was selected');
  });

  it('touches no mail of other departments', async () => {
    const { id } = await held('Not for Lea');
    const { page } = await open('lea');
    await page.goto('/inbox?list=quarantine');
    expect(await subjects(page)).to.deep.equal([]);
    await page.goto('/inbox?list=quarantine&department=support');
    expect(await subjects(page)).to.deep.equal([]);
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    await page.request.post('/inbox/quarantine', { form: { mail: id, do: 'release' }, headers });
    expect((await page.request.get(`/inbox/mail/${id}/body`)).status()).to.equal(404);
    expect((await find(id))?.state).to.equal('quarantined');
  });

  it('is usable on a phone, in the dark and in German', async () => {
    const { id } = await held('Rechnung', {
      attachments: [{ filename: 'a.zip', contentType: 'application/zip', content: 'PK' }],
    });
    const { page } = await open('kim', {
      viewport: { width: 390, height: 800 },
      colorScheme: 'dark',
      locale: 'de-DE',
    });
    for (const [path, name] of [
      ['/inbox?list=quarantine', 'quarantine-phone'],
      [`/inbox/mail/${id}`, 'quarantine-mail-phone'],
    ] as const) {
      await page.goto(path);
      expect(await accessibilityFaults(page), path).to.deep.equal([]);
      const wide = await page.locator('html').evaluate((root) => root.scrollWidth);
      expect(wide, path).to.be.at.most(390);
      await screenshot(page, name);
    }
    expect(await page.textContent('main'))
      .to.include('Kein Spam')
      .and.include('liest sich wie von uns markierter Spam');
  });
});
