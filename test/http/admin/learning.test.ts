/** The page of learning where no filter learns: nothing is lost, and what failed can be tried again. */
import { expect } from 'chai';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';

describe('the page of learning', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let Cookie: string;

  before(async () => {
    inbox = await startInbox();
    Cookie = await inbox.cookie(inbox.people.kim);
  });
  after(() => inbox?.remove());

  const page = async (language = 'en') => {
    const headers = { Cookie, 'Accept-Language': language };
    return (await fetch(`${inbox.base}/admin/learning`, { headers })).text();
  };
  const post = (name: string, body: Record<string, string>) =>
    fetch(`${inbox.base}/admin/learning/${name}`, {
      method: 'POST',
      headers: { Cookie },
      body: new URLSearchParams(body),
      redirect: 'manual',
    });
  const mail = async (subject: string) => {
    expect(await inbox.mail({ subject })).to.equal(250);
    return eventually('the mail', async () => {
      const [found] = await inbox.gateway.store.mails.list({ search: subject });
      return found?.state === 'filed' && found.id;
    });
  };

  it('says that nothing is learned, and keeps what was said', async () => {
    const { judgements } = inbox.gateway.store;
    const id = await mail('Cheap <b>watches</b>');
    await judgements.judge(id, 'spam', 'bob@desk.example');
    const english = await page();
    expect(english)
      .to.include('No filter is set up that learns')
      .and.include('nothing is learned at present');
    expect(english).to.include('Cheap &lt;b&gt;watches&lt;/b&gt;').and.not.include('<b>watches');
    expect(await page('de'))
      .to.include('Es ist kein Filter eingerichtet')
      .and.include('Letzte Urteile');
    expect((await judgements.entries([id])).get(id)?.state).to.equal('queued');
    expect((await post('judge', { mail: id, kind: 'none' })).status).to.equal(303);
    expect((await judgements.entries([id])).get(id)?.state).to.equal('none');
  });

  it('shows what was given up, and tries it again with a trace', async () => {
    const { judgements, audit } = inbox.gateway.store;
    const id = await mail('A very large mail');
    await judgements.judge(id, 'ham', 'kim@desk.example');
    const claim = await judgements.claim(0);
    if (claim === null) throw new Error('nothing was claimed');
    await judgements.settle(claim, { outcome: 'failed', trouble: 'rspamd answered 413 & more' });
    expect(await page())
      .to.include('rspamd answered 413 &amp; more')
      .and.include('was not learned');
    expect((await post('retry', { mail: id })).status).to.equal(303);
    expect((await judgements.entries([id])).get(id)).to.include({ state: 'queued', trouble: null });
    const [entry] = await audit.list({ action: 'learning.retry', limit: 1 });
    expect(entry).to.include({ actor: 'kim@desk.example', subject: id });
  });

  it('refuses what makes no sense', async () => {
    for (const body of [{}, { mail: 'x', kind: 'spam' }, { mail: '65a1b2c3d4e5f60718293a4b', kind: 'egg' }])
      expect((await post('judge', body as Record<string, string>)).status).to.equal(422);
    expect((await post('retry', { mail: 'x' })).status).to.equal(422);
  });
});
