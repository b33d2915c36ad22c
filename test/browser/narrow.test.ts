/** Small screens: what is needed there has room, and nothing lies over it. */
import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { openedBy } from '../support/work.ts';

describe('on screens of all sizes', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox({ inbox: { undoSeconds: 60 } })]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const boxOf = async (place: Locator) => (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const isScrolledSideways = (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');

  for (const width of [320, 390, 1280])
    for (const locale of ['en-GB', 'de-DE']) {
      const options = { locale, viewport: { width, height: width < 1000 ? 640 : 860 } };

      it(`the search box is wide enough to type in (${width} px, ${locale})`, async () => {
        const { page } = await inbox.as(browser, inbox.people.bob, options);
        const { width: wide } = await boxOf(page.locator('.bar input[type=search]'));
        expect(wide).to.be.greaterThan(250);
        expect(await isScrolledSideways(page)).to.equal(false);
      });

      it(`an answer can be undone, and the next one sent (${width} px, ${locale})`, async () => {
        const { page } = await inbox.as(browser, inbox.people.bob, options);
        const ticket = await openedBy(inbox, `Jam ${width} ${locale}`);
        await page.goto(`/inbox/${ticket.ticketId}`);
        await page.fill('#text', 'Please open the lid.\n'.repeat(40));
        await page.click('#letter button[name=send]');
        await page.waitForSelector('form.undo');
        const bar = await boxOf(page.locator('form.undo'));
        expect(bar.y + bar.height, 'the bar is in sight').to.be.lessThan(options.viewport.height);
        for (const block of ['start', 'end']) {
          await page.evaluate(`document.getElementById('composer').scrollIntoView({ block: '${block}' })`);
          const [undo, composer] = [
            await boxOf(page.locator('form.undo')),
            await boxOf(page.locator('#composer')),
          ];
          expect(undo.y + undo.height, 'the bar is not over the composer').to.be.at.most(composer.y);
        }
        expect(await accessibilityFaults(page)).to.deep.equal([]);
        await page.click('form.undo button');
        await page.waitForURL('**kept=1**');
      });
    }
});
