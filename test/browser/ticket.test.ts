/** The page of a ticket: what was said, who said it, why it is here, and what is done about it. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { ActionInput } from '../../src/desk/action.ts';
import { actionSchema } from '../../src/desk/action.ts';
import type { Actor } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import {
  accessibilityFaults,
  browserMissing,
  screenshot,
  startBrowser,
  type Visitor,
} from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import type { MailToCompose } from '../support/mail.ts';
import { type Sink, startSink } from '../support/sink.ts';

describe('the page of a ticket', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let sink: Sink;
  let kim: Actor;
  /** Where Kim is logged in. */
  let desk: Visitor;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    sink = await startSink();
    [browser, inbox] = await Promise.all([
      startBrowser(),
      startInbox({ outbox: { smtp: { host: '127.0.0.1', port: sink.port } } }),
    ]);
    const { id, address, name } = inbox.people.kim;
    kim = { kind: 'agent', id, address, name, role: 'admin', tier: 3, departments: 'all', via: 'page' };
    desk = await inbox.as(browser, inbox.people.kim);
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await sink?.stop();
  });

  const store = () => inbox.gateway.store;
  const act = (ticket: Ticket, action: ActionInput) =>
    inbox.gateway.desk.act(kim, ticket.id, actionSchema.parse(action));

  /** Sends a mail, and gives the ticket that it opened or joined. */
  async function ticketOf(mail: MailToCompose & { subject: string }, from?: string): Promise<Ticket> {
    const before = await countIn();
    expect(await inbox.mail(mail, from === undefined ? {} : { from })).to.equal(250);
    const title = mail.subject.replace(/^Re: | ?\[#.*\]/g, '');
    return eventually(mail.subject, async () => {
      if ((await countIn()) <= before) return null;
      return (await store().tickets.list({})).find(({ subject }) => subject === title) ?? null;
    });
  }

  async function countIn(): Promise<number> {
    const tickets = await store().tickets.list({ limit: 1000 });
    const histories = await Promise.all(tickets.map(({ id }) => store().tickets.messages(id)));
    return histories.flat().filter(({ kind }) => kind === 'inbound').length;
  }

  /** At Kim’s desk, or at another screen. */
  const open = async (ticket: Ticket, options?: Parameters<Browser['newContext']>[0]) => {
    const visitor = options === undefined ? desk : await inbox.as(browser, inbox.people.kim, options);
    visitor.complaints.length = 0;
    await visitor.page.goto(`/inbox/${ticket.ticketId}`);
    return visitor;
  };

  const messageTexts = (page: Page) => page.locator('#history .message').allInnerTexts();

  it('shows what was said in one column, the oldest first, notes apart from answers', async () => {
    const ticket = await ticketOf({ subject: 'Paper jam', text: 'It jams.\n\n-- \nAna Silva' });
    await act(ticket, { do: 'note', text: 'She rang before.' });
    await act(ticket, { do: 'reply', text: 'Please open the lid.' });
    await act(ticket, { do: 'priority', priority: 'high' });
    const { page, complaints } = await open(ticket);
    const kinds = await page
      .locator('#history .message')
      .evaluateAll((all) => all.map((one) => one.className.replace('message ', '')));
    expect(kinds).to.deep.equal(['inbound', 'receipt', 'note', 'reply']);
    expect(await page.innerText('.message.inbound'))
      .to.include('Ana Silva')
      .and.include('ana@customer.example');
    expect(await page.innerText('.message.note'))
      .to.include('Internal note')
      .and.include('Only staff see this');
    expect(await page.innerText('.ticket-head'))
      .to.include('High')
      .and.include(ticket.ticketId);
    expect(await page.innerText('.happened')).to.include('priority normal → high');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'ticket');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'ticket-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(complaints).to.deep.equal([]);
  });

  it('says who wrote and how sure that is, and why the mail is here, in the language of the reader', async () => {
    const ticket = await ticketOf({ subject: 'Who am I', text: 'Hello' });
    await ticketOf({ subject: `Re: Who am I [#${ticket.ticketId}]`, text: 'Me again' });
    await inbox.mail(
      {
        from: 'Ana Silva <ana@customer.example>',
        subject: `Re: [#${ticket.ticketId}]`,
        text: 'Tell me all.',
      },
      { from: 'stranger@elsewhere.example' },
    );
    await eventually(
      'the stranger',
      async () =>
        (await store().tickets.messages(ticket.id)).filter(({ kind }) => kind === 'inbound').length === 3,
    );
    const { page } = await open(ticket);
    const badges = await page.locator('.message .identity').allInnerTexts();
    expect(badges[0]).to.include('DMARC passed for customer.example').and.include('Sure');
    expect(badges[2]).to.include('possible spoof').and.include('Careful');
    const story = page.locator('.story').nth(1);
    await story.locator('summary').click();
    await story.getByText('passed the spam filter because its subject carries').first().waitFor();
    expect(await story.innerText())
      .to.include(ticket.ticketId)
      .and.include('Envelope sender');
    const german = await open(ticket, { locale: 'de-DE' });
    await german.page.locator('.story').nth(1).locator('summary').click();
    await german.page.getByText('weil ihr Betreff die ID eines offenen Tickets trägt').first().waitFor();
    expect(await german.page.locator('.message .identity').first().innerText()).to.include('DMARC bestanden');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('shows a formatted mail with its pictures, folds what it quotes, and fetches nothing from elsewhere unasked', async () => {
    const ticket = await ticketOf({ subject: 'Rich mail' });
    const html = `<p>New words.</p><table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>
<img src="https://tracker.example/open.png" width="90" height="90" alt="chart">
<div class="gmail_quote"><div>On Monday Kim wrote:</div><blockquote>Old words.</blockquote></div>`;
    await ticketOf({
      subject: `Re: Rich mail [#${ticket.ticketId}]`,
      text: 'New words.\n\nOn Mon, 2 Nov 2026 Kim wrote:\n> Old words.\n',
      html,
    });
    const { page } = await open(ticket);
    const asked: string[] = [];
    await page.context().route('https://tracker.example/**', (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 204 });
    });
    const frame = page.frameLocator('iframe.body');
    await frame.getByText('New words.').waitFor();
    expect(await frame.getByText('Old words.').isVisible()).to.equal(false);
    await frame.getByLabel('Show quoted text').check();
    expect(await frame.getByText('Old words.').isVisible()).to.equal(true);
    expect(asked).to.deep.equal([]);
    await frame.getByText('Show remote images').click();
    await eventually('the picture', async () => asked.length > 0);
    const heights = await page.locator('iframe.body').evaluate((element) => {
      const inner = (element as unknown as { contentDocument: { documentElement: { scrollHeight: number } } })
        .contentDocument;
      return { frame: element.clientHeight, mail: inner.documentElement.scrollHeight };
    });
    expect(heights.frame).to.be.at.least(heights.mail);
  });

  it('remembers how somebody likes to read mail', async () => {
    const ticket = await ticketOf({ subject: 'Plain in HTML', html: '<p>It is <b>getting</b> hot.</p>' });
    const { page } = await open(ticket, {});
    expect(await page.locator('.said > iframe.body').count()).to.equal(0);
    await page.locator('.modes a', { hasText: 'formatted' }).click();
    await page.locator('.said > iframe.body').waitFor();
    await page.reload();
    expect(await page.locator('.said > iframe.body').count()).to.equal(1);
  });

  it('previews and saves attachments, and the original with its header', async () => {
    const ticket = await ticketOf({
      subject: 'With files',
      attachments: [
        { filename: 'log.txt', contentType: 'text/plain', content: 'one\ntwo <b>\n' },
        {
          filename: 'page.html',
          contentType: 'text/html',
          content: '<script>document.title = "owned"</script>',
        },
      ],
    });
    const { page } = await open(ticket);
    const files = page.locator('.attached li');
    expect(await files.first().innerText())
      .to.include('log.txt')
      .and.include('12 bytes');
    expect(await files.nth(1).getByText('Preview').count()).to.equal(0);
    const path = await files.first().getByText('Preview').getAttribute('href');
    const preview = await page.request.get(path ?? '');
    expect(preview.headers()).to.include({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(preview.headers()['content-security-policy']).to.include('sandbox');
    expect(await preview.text()).to.equal('one\ntwo <b>\n');
    const html = await page.request.get(
      (await files.nth(1).getByText('Download').getAttribute('href')) ?? '',
    );
    expect(html.headers()['content-disposition']).to.include('attachment').and.include('page.html');
    expect(html.headers()['content-type']).to.equal('application/octet-stream');
    await page.getByText('Original and headers').click();
    expect(await page.innerText('.raw')).to.include('Subject: With files');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const [message] = await store().tickets.messages(ticket.id);
    const original = await page.request.get(`/inbox/message/${message?.id}/original`);
    expect(await original.body()).to.deep.equal(Buffer.from(await store().mails.raw(message?.mail ?? '')));
  });

  it('tells what became of each mail that went out, in the words of the server', async () => {
    const ticket = await ticketOf({ subject: 'Delivery' }, 'dead@customer.example');
    await eventually('the receipt', async () =>
      sink.mails.some(({ envelope }) => envelope.to.includes('dead@customer.example')),
    );
    sink.rejectRecipient('dead@customer.example');
    await act(ticket, { do: 'reply', text: 'Hello?' });
    await act(ticket, { do: 'reply', text: 'Later', undoSeconds: 60 });
    const { page } = await open(ticket);
    await eventually('the refusal', async () => {
      await page.reload();
      return (await page.locator('.delivery .failed').count()) > 0;
    });
    expect(await page.innerText('.message.receipt .delivery')).to.include('Sent');
    expect(await page.innerText('.delivery .failed'))
      .to.include('Not delivered')
      .and.include('no such user here');
    expect(await page.innerText('.event.alarming')).to.include('could not be delivered');
    const held = page.locator('.message.reply').last();
    expect(await held.innerText()).to.include('Goes out at');
    await held.getByText('Take back').click();
    await page.waitForURL('**/inbox/**');
    const row = [...(await store().inbox.deliveries(ticket.id)).values()].find(
      ({ state }) => state === 'cancelled',
    );
    expect(row?.to).to.equal('dead@customer.example');
  });

  it('changes the ticket by small forms, at once, and keeps a half-written answer', async () => {
    const ticket = await ticketOf({ subject: 'To be changed' });
    const { page, complaints } = await open(ticket);
    await page.fill('#composer textarea', 'Half an ans');
    await page.selectOption('#p-owner', 'bob@desk.example');
    await page.locator('#ticket-head', { hasText: 'Owner: Bob' }).waitFor();
    await page.selectOption('#p-priority', 'urgent');
    await page.locator('#ticket-head .chip.urgent').waitFor();
    await page.fill('#p-tag', 'vip, printer');
    await page.press('#p-tag', 'Enter');
    await page.locator('#side .tag', { hasText: 'printer' }).waitFor();
    await page.getByLabel('Remove tag vip').click();
    await page.locator('#side .tag', { hasText: 'vip' }).waitFor({ state: 'detached' });
    await page.getByText('Put to sleep').click();
    await page.getByText('Tomorrow at 9').click();
    await page.locator('#side .sleeping').waitFor();
    await page.getByText('Wake it now').click();
    await page.locator('#side .sleeping').waitFor({ state: 'detached' });
    await page.getByText('Change the subject').click();
    await page.fill('#do-subject input[name=subject]', 'Changed <b>name</b>');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.locator('h1', { hasText: 'Changed <b>name</b>' }).waitFor();
    expect(await page.inputValue('#composer textarea')).to.equal('Half an ans');
    const now = await store().tickets.byId(ticket.id);
    expect(now).to.include({ owner: 'bob@desk.example', priority: 'urgent', subject: 'Changed <b>name</b>' });
    expect(now?.tags).to.deep.equal(['printer']);
    expect(complaints).to.deep.equal([]);
  });

  it('says beside the form what cannot be done, and why', async () => {
    const ticket = await ticketOf({ subject: 'Refusals' });
    const { page } = await open(ticket);
    await page.getByText('Link to another ticket').click();
    await page.fill('#do-link input[name=to]', '999999');
    await page.locator('#do-link button').click();
    await page.locator('#do-link .trouble').waitFor();
    expect(await page.innerText('#do-link .trouble')).to.include('there is no ticket 999999');
    expect(await page.inputValue('#do-link input[name=to]')).to.equal('999999');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('moves a message to a ticket of its own, links, merges, and marks solutions', async () => {
    const ticket = await ticketOf({ subject: 'Two matters' });
    await ticketOf({ subject: `Re: Two matters [#${ticket.ticketId}]`, text: 'And the scanner squeaks.' });
    const { page } = await open(ticket);
    const second = page.locator('.message.inbound').nth(1);
    await second.getByText('New issue').click();
    await second.getByLabel('Subject').fill('The scanner squeaks');
    await second.getByRole('button', { name: 'Move to a new ticket' }).click();
    await page.locator('.event', { hasText: 'a message went to' }).waitFor();
    const other = (await store().tickets.list({})).find(({ subject }) => subject === 'The scanner squeaks');
    expect(await page.locator('.event a').getAttribute('href')).to.equal(`/inbox/${other?.ticketId}`);
    expect(await messageTexts(page)).to.have.lengthOf(2);
    await page.getByText('Mark as solution').click();
    await page.fill('#do-solution input[name=problem]', 'Squeaks');
    await page.fill('#do-solution textarea', 'Oil it.');
    await page.getByRole('button', { name: 'Save solution' }).click();
    await page.locator('.chip.solved').waitFor();
    await page.goto(`/inbox/${other?.ticketId}`);
    expect(await page.innerText('#side .links')).to.include('Two matters');
    await page.getByText('Merge into another ticket').click();
    await page.fill('#do-merge input[name=into]', String(ticket.number));
    await page.locator('#do-merge button').click();
    await page.waitForURL(`**/inbox/${ticket.ticketId}`);
    await page.goto(`/inbox/${other?.ticketId}`);
    expect(page.url()).to.include(ticket.ticketId);
  });

  it('works without scripts', async () => {
    const ticket = await ticketOf({ subject: 'Plain forms' });
    const { page } = await open(ticket, { javaScriptEnabled: false });
    await page.selectOption('#p-state', 'solved');
    await page.locator('form.state:has(#p-state) button').click();
    expect(page.url()).to.include(`/inbox/${ticket.ticketId}`);
    expect(await page.innerText('.ticket-head')).to.include('Solved');
    await page.getByText('Merge into another ticket').click();
    await page.fill('#do-merge input[name=into]', ticket.ticketId);
    await page.locator('#do-merge button').click();
    expect(await page.innerText('#do-merge .trouble')).to.include('into itself');
  });

  it('shows what others do without a reload, and leaves the half-written answer alone', async () => {
    const ticket = await ticketOf({ subject: 'Live' });
    const { page } = await open(ticket);
    await page.fill('#composer textarea', 'I am writing');
    await page.locator('.story summary').click();
    await page.locator('.stages').first().waitFor();
    await act(ticket, { do: 'note', text: 'Kim was faster.' });
    await page.locator('.message.note', { hasText: 'Kim was faster.' }).waitFor();
    expect(await page.inputValue('#composer textarea')).to.equal('I am writing');
    expect(await page.locator('.story .stages').isVisible()).to.equal(true);
  });

  it('goes from message to message by keys', async () => {
    const ticket = await ticketOf({ subject: 'By keys' });
    await act(ticket, { do: 'note', text: 'One.' });
    await act(ticket, { do: 'note', text: 'Two.' });
    const { page } = await open(ticket);
    const here = () => page.locator(':focus').innerText();
    await page.keyboard.press('Shift+P');
    expect(await here()).to.include('Two.');
    await page.keyboard.press('Shift+P');
    expect(await here()).to.include('One.');
    await page.keyboard.press('Shift+N');
    expect(await here()).to.include('Two.');
  });

  it('shows similar solved tickets, and puts their answer where one is written', async () => {
    const past = await ticketOf({
      subject: 'Firmware update breaks duplex unit',
      text: 'The duplex unit broke after the firmware update.',
    });
    await act(past, { do: 'reply', text: 'Install firmware 2.1 again.', then: 'solved' });
    const ticket = await ticketOf({
      subject: 'Duplex unit broken by firmware update',
      text: 'Since the firmware update the duplex unit is broken.',
    });
    const { page } = await open(ticket);
    const similar = page.locator('#side .similar li', { hasText: 'Firmware update breaks' });
    await similar.locator('summary').click();
    await similar.getByText('Insert into reply').click();
    expect(await page.inputValue('#composer textarea')).to.include('Install firmware 2.1 again.');
  });

  it('hides tickets of departments that somebody does not see, and says so in words', async () => {
    const ticket = await ticketOf({ subject: 'Not for Lea' });
    const { page } = await inbox.as(browser, inbox.people.lea);
    const answer = await page.goto(`/inbox/${ticket.ticketId}`);
    expect(answer?.status()).to.equal(404);
    expect(await page.innerText('h1')).to.equal('There is no such ticket');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const [message] = await store().tickets.messages(ticket.id);
    for (const path of [
      `body/${message?.id}`,
      `message/${message?.id}`,
      `message/${message?.id}/original`,
      `file/${message?.id}/00/x`,
    ]) {
      expect((await page.request.get(`/inbox/${path}`)).status(), path).to.equal(404);
    }
    const refused = await page.request.post(`/inbox/${ticket.ticketId}/act`, {
      form: { do: 'state', state: 'closed' },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(refused.status()).to.equal(404);
    expect((await store().tickets.byId(ticket.id))?.state).to.equal('new');
  });

  it('has one address for a ticket, whatever it is asked for by, and is read on a phone', async () => {
    const ticket = await ticketOf({ subject: 'One address', text: `A long word: ${'x'.repeat(300)}` });
    const { page } = await open(ticket, { viewport: { width: 390, height: 844 } });
    await page.goto(`/inbox/${ticket.number}`);
    expect(page.url()).to.equal(`${inbox.base}/inbox/${ticket.ticketId}`);
    const width = await page.evaluate(
      () =>
        (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document
          .documentElement.scrollWidth,
    );
    expect(width).to.be.at.most(390);
    await screenshot(page, 'ticket-phone');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });
});
