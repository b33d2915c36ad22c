/** Links between tickets, one of which is of a department that the reader does not see. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { actionSchema } from '../../src/desk/action.ts';
import type { Actor } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { openedBy } from '../support/work.ts';

describe('a link to a ticket of another department', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;
  let own: Ticket;
  let secret: Ticket;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    own = await openedBy(inbox, 'Paper jam');
    await inbox.mail({ subject: 'A salary' }, { to: 'billing@desk.example' });
    secret = await eventually('the other ticket', async () => {
      const tickets = await inbox.gateway.store.tickets.list({});
      return tickets.find(({ subject }) => subject === 'A salary') ?? null;
    });
    const { id, address, name } = inbox.people.kim;
    const kim: Actor = {
      ...{ kind: 'agent', id, address, name, role: 'admin', tier: 3, departments: 'all', via: 'page' },
    };
    const link = actionSchema.parse({ do: 'link', to: secret.ticketId });
    await inbox.gateway.desk.act(kim, own.id, link);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  it('says that there is one, and nothing of which', async () => {
    const { page } = await inbox.as(browser, inbox.people.bob);
    await page.goto(`/inbox/${own.ticketId}`);
    expect(await page.textContent('#side .links')).to.include('A ticket of another department');
    expect(await page.textContent('#history')).to.include('linked to a ticket of another department');
    const source = await page.content();
    expect(source).not.to.include(secret.ticketId).and.not.include(secret.id);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('says it in German', async () => {
    const { page } = await inbox.as(browser, inbox.people.bob, { locale: 'de-DE' });
    await page.goto(`/inbox/${own.ticketId}`);
    expect(await page.textContent('#history')).to.include(
      'verknüpft mit einem Ticket einer anderen Abteilung',
    );
  });

  it('is shown to who sees both', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto(`/inbox/${own.ticketId}`);
    expect(await page.textContent('#history')).to.include(`linked to ${secret.ticketId}`);
    expect(await page.textContent('#side .links')).to.include('A salary');
  });

  it('is told to programs of agents by no path', async () => {
    const headers = { Cookie: await inbox.cookie(inbox.people.bob) };
    const read = async (path: string) => (await fetch(`${inbox.base}/api/v1${path}`, { headers })).text();
    const messages = await read(`/tickets/${own.ticketId}/messages`);
    expect(messages).to.include('linked to a ticket of another department');
    const [event] = JSON.parse(messages).items.filter(({ mark }: { mark: string }) => mark === 'linked');
    for (const path of ['/tickets', `/tickets/${own.ticketId}`, `/messages/${event.id}`])
      expect(await read(path), path)
        .to.include(own.id)
        .and.not.include(secret.id)
        .and.not.include(secret.ticketId);
  });
});
