/** Webhooks on the page: added, tested, sent again. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { type Receiver, startReceiver } from '../webhooks/receiver.ts';

describe('webhooks on the page', function () {
  this.timeout(90_000);
  let browser: Browser;
  let inbox: TestInbox;
  let receiver: Receiver;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    receiver = await startReceiver();
    const settings = { webhooks: { allowPrivate: true } };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox(settings)]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove(), receiver?.stop()]);
  });

  it('are added by an admin, tested, and sent again', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox/webhooks');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('input[name=url]', receiver.url);
    await page.fill('input[name=description]', 'Chat');
    await page.check('input[value="ticket.created"]');
    await page.click('button.primary');
    expect(await page.textContent('code.secret')).to.match(/^whsec_/);
    await page.click('main a.button');
    await page.click('button[formaction$="/test"]');
    await eventually('the test', async () => receiver.received.length === 1);
    await eventually('its delivery on the page', async () => {
      await page.reload();
      return (await page.textContent('table'))?.includes('delivered') ?? false;
    });
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'webhook');
    await page.click('form[action$="/replay"] button');
    await eventually('the replay', async () => receiver.received.length === 2);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).to.equal(ids[1]);
    await page.click('button[formaction$="/off"]');
    expect(await page.isVisible('button[formaction$="/on"]')).to.equal(true);
    await page.click('button[formaction$="/remove"]');
    expect(new URL(page.url()).pathname).to.equal('/inbox/webhooks');
    expect(complaints).to.deep.equal([]);
  });

  it('are for admins alone', async () => {
    const Cookie = await inbox.cookie(inbox.people.bob);
    const answer = await fetch(`${inbox.base}/inbox/webhooks`, { headers: { Cookie }, redirect: 'manual' });
    expect(answer.status).to.equal(403);
  });
});
