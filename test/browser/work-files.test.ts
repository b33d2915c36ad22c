/** Files that go along with an answer, from the agent’s disk to the customer’s mailbox. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { browserMissing, startBrowser } from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { openedBy } from '../support/work.ts';

const attachmentBytes = 2_000_000;

describe('files of an answer', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let sink: Sink;
  let page: Page;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    sink = await startSink();
    const outbox = { smtp: { host: '127.0.0.1', port: sink.port } };
    [browser, inbox] = await Promise.all([
      startBrowser(),
      startInbox({ outbox, inbox: { undoSeconds: 0, attachmentBytes } }),
    ]);
    page = (await inbox.as(browser, inbox.people.bob)).page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await sink?.stop();
  });

  /** As if it were dropped or pasted there. */
  const give = (how: 'drop' | 'paste', name: string, type: string, content: string) =>
    page.evaluate(
      `(() => {
        const given = new DataTransfer();
        given.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: '${type}' }));
        const init = { bubbles: true, cancelable: true };
        const event = '${how}' === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: given })
          : new ClipboardEvent('paste', { ...init, clipboardData: given });
        document.querySelector('#text').dispatchEvent(event);
      })()`,
    );
  const listed = (name: string) => page.waitForSelector(`.files li:has-text("${name}") .remove`);

  it('reach the customer octet for octet, chosen, dropped or pasted', async () => {
    const ticket = await openedBy(inbox, 'Please send the plan');
    await page.goto(`/inbox/${ticket.ticketId}`);
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256));
    await page.setInputFiles('#files', { name: 'Plan für Ana.bin', mimeType: '', buffer: bytes });
    await give('drop', 'dropped.txt', 'text/plain', 'one\ntwo\r\n.\r\nend');
    await give('paste', 'image.png', 'image/png', 'not really a picture');
    await give('drop', 'wrong.txt', 'text/plain', 'taken off again');
    for (const name of ['Plan für Ana.bin', 'dropped.txt', 'image.png', 'wrong.txt']) await listed(name);
    await page.click('.files li:has-text("wrong.txt") .remove');
    await page.fill('#text', 'Here it is.');
    await page.waitForSelector('.kept:has-text("Draft saved")');
    await page.reload();
    await listed('image.png');
    await page.click('#letter button[name=send]');
    const [mail] = await sink.waitFor(({ raw }) => raw.includes('Here it is.'));
    const read = await PostalMime.parse(mail?.raw ?? '');
    const files = new Map(
      read.attachments.map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer)]),
    );
    expect([...files.keys()]).to.have.members(['Plan für Ana.bin', 'dropped.txt', 'image.png']);
    expect(files.get('Plan für Ana.bin')?.equals(bytes)).to.equal(true);
    expect(files.get('dropped.txt')?.toString()).to.equal('one\ntwo\r\n.\r\nend');
  });

  it('are refused where they are too large for a mail, alone or together', async () => {
    const ticket = await openedBy(inbox, 'Too much');
    await page.goto(`/inbox/${ticket.ticketId}`);
    const half = Buffer.alloc(attachmentBytes * 0.6, 'x');
    await page.setInputFiles('#files', { name: 'first.bin', mimeType: 'a/b', buffer: half });
    await listed('first.bin');
    await page.setInputFiles('#files', { name: 'second.bin', mimeType: 'a/b', buffer: half });
    const fault = await page.waitForSelector('.files .fault');
    expect(await fault.textContent()).to.match(/second\.bin.*Too large.*2 MB/);
    await page.fill('#text', 'Then without the second one.');
    await page.click('#letter button[name=send]');
    const [mail] = await sink.waitFor(({ raw }) => raw.includes('Then without the second one.'));
    const { attachments } = await PostalMime.parse(mail?.raw ?? '');
    expect(attachments.map(({ filename }) => filename)).to.deep.equal(['first.bin']);
    const cookie = await inbox.cookie(inbox.people.bob);
    const body = new FormData();
    body.append('files', new File([Buffer.alloc(attachmentBytes + 1)], 'big.bin'));
    const answer = await fetch(`${inbox.base}/inbox/upload`, { method: 'POST', body, headers: { cookie } });
    expect(answer.status).to.equal(413);
  });

  it('go along where the answer is sent while they are still on their way', async () => {
    const ticket = await openedBy(inbox, 'Quickly');
    await page.goto(`/inbox/${ticket.ticketId}`);
    await page.route('**/inbox/upload', async (route) => {
      await sleep(500);
      await route.continue();
    });
    await page.fill('#text', 'Sent in haste.');
    await page.setInputFiles('#files', {
      name: 'late.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x'),
    });
    await page.click('#letter button[name=send]');
    const [mail] = await sink.waitFor(({ raw }) => raw.includes('Sent in haste.'));
    const { attachments } = await PostalMime.parse(mail?.raw ?? '');
    expect(attachments.map(({ filename }) => filename)).to.deep.equal(['late.txt']);
    await page.unroute('**/inbox/upload');
  });

  it('are bounded together on the server too, whatever the page says', async () => {
    const ticket = await openedBy(inbox, 'Too much at once');
    const cookie = await inbox.cookie(inbox.people.bob);
    const body = new FormData();
    body.set('kind', 'reply');
    body.set('to', 'ana@customer.example');
    body.set('text', 'All of it');
    for (const name of ['a', 'b']) body.append('files', new File([Buffer.alloc(1_200_000, name)], name));
    const path = `${inbox.base}/inbox/${ticket.ticketId}/send`;
    const answer = await fetch(path, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
    expect(answer.headers.get('location')).to.include('trouble=size');
    const [draft] = await inbox.gateway.store.inbox.draftsOn(ticket.id);
    expect(draft).to.include({ text: 'All of it' });
  });
});
