/** The page of a ticket, shown what strangers send: nothing of it runs, asks home, or makes the page useless. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { Ticket } from '../../src/model/ticket.ts';
import type { NewMessage } from '../../src/model/ticket-store.ts';
import { accessibilityFaults, browserMissing, startBrowser, type Visitor } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import type { MailToCompose } from '../support/mail.ts';

describe('the page of a ticket with hostile mail', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let desk: Visitor;
  /** What was asked of hosts that are not ours. */
  const asked: string[] = [];

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    desk = await inbox.as(browser, inbox.people.kim);
    desk.page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(inbox.base) && !url.startsWith('data:')) asked.push(url);
    });
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const store = () => inbox.gateway.store;

  async function shown(mail: MailToCompose & { messageId: string }): Promise<{ page: Page; ticket: Ticket }> {
    expect(await inbox.mail(mail)).to.equal(250);
    const id = mail.messageId.slice(1, -1);
    const ticket = await eventually(id, async () => (await store().tickets.byMessageIds([id]))[0] ?? null);
    asked.length = 0;
    desk.complaints.length = 0;
    await desk.page.goto(`/inbox/${ticket.ticketId}`);
    return { page: desk.page, ticket };
  }

  it('runs no script and loads nothing, however the mail asks for it', async () => {
    const html = `<script>top.document.title = 'owned'</script><img src=x onerror="top.document.title='owned'">
<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name=a></form>
<a href="javascript:top.document.title='owned'">press</a><style>@import url(https://evil.example/a.css);</style>
<div style="background:url(https://evil.example/b.png)">x</div><img src="https://evil.example/c.png" width="50" height="50">
<meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">
<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><p>Seen.</p>`;
    const { page } = await shown({
      messageId: '<h1@x.example>',
      subject: '<script>alert(1)</script>',
      html,
      text: '<b>x</b>',
    });
    const frame = page.frameLocator('iframe.body');
    await frame.getByText('Seen.').waitFor();
    await frame.getByText('press').click();
    expect(await page.title()).to.include('<script>alert(1)</script>');
    expect(await page.innerText('h1')).to.equal('<script>alert(1)</script>');
    expect(asked).to.deep.equal([]);
    const answer = await page.request.get((await page.getAttribute('iframe.body', 'src')) ?? '');
    expect(answer.headers()['content-security-policy'])
      .to.include("default-src 'none'")
      .and.include('sandbox');
    expect(answer.headers()['content-security-policy']).to.not.include('allow-scripts');
  });

  it('keeps right-to-left text and tricks with direction within their place', async () => {
    const { page } = await shown({
      messageId: '<h2@x.example>',
      from: '"\u202eelpmaxe.knab@ofni" <ana@customer.example>',
      subject: 'הזמנה מספר 5',
      text: 'שלום,\n\nהמדפסת בוערת.\n',
      attachments: [
        { filename: 'invoice\u202efdp.exe', contentType: 'application/octet-stream', content: 'MZ' },
      ],
    });
    expect(await page.locator('h1').evaluate((one) => one.matches(':dir(rtl)'))).to.equal(true);
    expect(await page.innerText('.attached .name')).to.equal('invoicefdp.exe');
    expect(await page.innerText('.message .when')).to.match(/\d/);
  });

  it('shows a page whose subject, names and words have no end', async () => {
    const { page } = await shown({
      messageId: '<h3@x.example>',
      from: `"${'N'.repeat(900)}" <ana@customer.example>`,
      subject: 'S'.repeat(900),
      text: `${'w'.repeat(5000)}\n${'line\n'.repeat(20_000)}`,
      attachments: [{ filename: `${'f'.repeat(300)}.txt`, contentType: 'text/plain', content: 'x' }],
    });
    const [scroll, client] = await page.locator('html').evaluate((one) => [one.scrollWidth, one.clientWidth]);
    expect(scroll).to.equal(client);
    await page.getByText('The text goes on').click();
    await page.waitForURL('**/inbox/message/**');
    expect((await page.innerText('.message-page > section:last-child .text')).length).to.be.above(90_000);
  });

  it('shows huge and deeply nested HTML as well as it can', async () => {
    const html = `<p>Begins.</p>${'<div>'.repeat(5000)}deep${'</div>'.repeat(5000)}${'<table><tr><td>x</td></tr></table>'.repeat(3000)}`;
    const { page } = await shown({ messageId: '<h4@x.example>', subject: 'Huge', html, text: 'Huge' });
    await page.getByText('Show formatted').or(page.locator('iframe.body')).first().waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('sends each file as what it may be, whatever it calls itself', async () => {
    const { page } = await shown({
      messageId: '<h5@x.example>',
      subject: 'Files',
      attachments: [
        {
          filename: 'a.svg',
          contentType: 'image/svg+xml',
          content: '<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>',
        },
        { filename: '..\\..\\evil "name"; x=.html', contentType: 'image/png', content: '<script>1</script>' },
        { filename: 'b.xhtml', contentType: 'application/xhtml+xml', content: '<html/>' },
      ],
    });
    const links = await page
      .locator('.attached a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    for (const link of links) {
      const { 'content-type': type, ...headers } = (await page.request.get(link)).headers();
      expect(['application/octet-stream', 'image/png'], link).to.include(type);
      expect(headers['x-content-type-options']).to.equal('nosniff');
      expect(headers['content-security-policy']).to.include('sandbox');
      if (type !== 'image/png') expect(headers['content-disposition']).to.match(/^attachment/);
    }
    expect(await page.title()).to.include('Files');
  });

  it('stays useful with 500 messages: the newest first at hand, the earlier ones when asked for', async () => {
    const { page, ticket } = await shown({
      messageId: '<h6@x.example>',
      subject: 'Long story',
      text: 'First words',
    });
    const [first] = await store().tickets.messages(ticket.id);
    if (first === undefined) throw new Error('the mail has a message');
    const messages: NewMessage[] = Array.from({ length: 500 }, (_, at) => ({
      ...first,
      id: store().newId(),
      messageId: null,
      mail: null,
      text: `Message ${at}`,
      replyText: `Message ${at}`,
      createdAt: new Date(first.createdAt.getTime() + (at + 1) * 1000),
    }));
    await store().tickets.write({ open: null, changes: [], messages, outgoing: [] });
    await page.goto(`/inbox/${ticket.ticketId}`);
    expect(await page.locator('#history .message').count()).to.equal(50);
    await page.getByText('Message 499', { exact: true }).waitFor();
    const html = await (await page.request.get(`/inbox/${ticket.ticketId}`)).text();
    expect(html.length).to.be.below(200_000);
    await page.locator('.earlier a').click();
    await page.getByText('Message 400', { exact: true }).waitFor();
    expect(await page.locator('#history .message').count()).to.equal(150);
    await page.goto(`/inbox/${ticket.ticketId}?show=2000`, { waitUntil: 'commit', timeout: 60_000 });
    await page.getByText('First words', { exact: true }).waitFor({ timeout: 60_000 });
  });
});
