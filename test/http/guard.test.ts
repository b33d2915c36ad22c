/** What somebody without a session is answered. */
import { expect } from 'chai';
import { startInbox, type TestInbox } from '../support/inbox.ts';

describe('the guard of the pages', function () {
  this.timeout(60_000);
  let inbox: TestInbox;

  before(async () => {
    inbox = await startInbox();
  });
  after(() => inbox?.remove());

  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    fetch(`${inbox.base}${path}`, { method, headers, redirect: 'manual' });

  it('sends a page to log in, and back to it', async () => {
    const answer = await ask('/inbox/account?tab=2', { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' });
    expect(answer.status).to.equal(303);
    expect(answer.headers.get('Location')).to.equal('/login?next=%2Finbox%2Faccount%3Ftab%3D2');
  });

  it('sends a form back to the page that it stands on', async () => {
    const headers = { Referer: `${inbox.base}/inbox/1-A`, 'Sec-Fetch-Site': 'same-origin' };
    const answer = await ask('/inbox/1-A/send', headers, 'POST');
    expect(answer.headers.get('Location')).to.equal('/login?next=%2Finbox%2F1-A');
    const without = await ask('/inbox/1-A/send', {}, 'POST');
    expect(without.headers.get('Location')).to.equal('/login?next=%2Finbox');
  });

  it('tells htmx to leave the page as a whole, and to come back to it', async () => {
    const headers = { 'HX-Request': 'true', Referer: `${inbox.base}/inbox/1-A` };
    const answer = await ask('/inbox/1-A/compose?kind=note', headers);
    expect(answer.status).to.equal(401);
    expect(answer.headers.get('HX-Redirect')).to.equal('/login?next=%2Finbox%2F1-A');
  });

  for (const headers of [{ Accept: 'application/json' }, { 'Sec-Fetch-Dest': 'empty' }]) {
    it(`answers a script with a problem, which it tells by ${Object.keys(headers)}`, async () => {
      const answer = await ask('/inbox/1-A/draft', headers, 'POST');
      expect(answer.status).to.equal(401);
      expect(answer.headers.get('Content-Type')).to.equal('application/problem+json');
      expect(await answer.json()).to.include({ status: 401, title: 'Unauthorized' });
    });
  }
});
