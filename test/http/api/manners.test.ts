/** Who is let in, what is refused, and what happens when a request is sent twice. */
import { expect } from 'chai';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';
import { type Client, makeClient, tokenOf } from './client.ts';

describe('the API', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let bob: Client;
  let ticket: { id: string; ticketId: string };

  before(async () => {
    inbox = await startInbox({ http: { port: 0, apiPerMinute: 150 } });
    bob = await makeClient(inbox.base, await tokenOf(inbox, 'bob', ['tickets:read', 'tickets:write']));
    await inbox.mail({ subject: 'Support' });
    await inbox.mail({ subject: 'Billing' }, { to: 'billing@desk.example' });
    ticket = await eventually(
      'the ticket',
      async () => (await bob.call('GET', '/tickets')).body.items[0] ?? null,
    );
  });
  after(() => inbox?.remove());

  const act = (body: unknown, headers: Record<string, string> = {}) =>
    bob.call('POST', `/tickets/${ticket.ticketId}/actions`, { body, headers });
  const notes = async () => {
    const { items } = (await bob.call('GET', `/tickets/${ticket.id}/messages`)).body;
    return items.filter(({ kind }: { kind: string }) => kind === 'note').length;
  };

  it('lets nobody in without a token, and none whose token is made up', async () => {
    for (const token of [null, 'pt_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '{"$gt":""}']) {
      const { status, headers, body } = await bob.call('GET', '/me', { token });
      expect(status).to.equal(401);
      expect(headers.get('www-authenticate')).to.include('Bearer');
      expect(body).to.include({
        code: 'unauthenticated',
        status: 401,
        type: 'urn:postern:problem:unauthenticated',
      });
    }
  });

  it('takes the session of a page of ours, and not what another site sends along', async () => {
    const Cookie = await inbox.cookie(inbox.people.bob);
    const ask = (headers: Record<string, string>) =>
      bob.call('GET', '/me', { token: null, headers: { Cookie, ...headers } });
    expect((await ask({ 'Sec-Fetch-Site': 'same-origin' })).status).to.equal(200);
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).status).to.equal(401);
    expect((await ask({ Origin: 'https://evil.example' })).status).to.equal(401);
  });

  it('gives other origins no leave to read', async () => {
    const { headers } = await bob.call('GET', '/tickets', { headers: { Origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).to.equal(null);
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  it('lets a token do what its scopes say, and no more', async () => {
    const token = await tokenOf(inbox, 'kim', ['tickets:read']);
    const wrong = await bob.call('POST', '/tickets', { token, body: {} });
    expect([wrong.status, wrong.body.code]).to.deep.equal([403, 'missing-scope']);
    const admin = await tokenOf(inbox, 'bob', ['tickets:read', 'admin', 'webhooks', 'agents:read']);
    for (const path of ['/agents', '/audit', '/webhooks']) {
      const refused = await bob.call('GET', path, { token: admin });
      expect([refused.status, refused.body.code], path).to.deep.equal([403, 'forbidden']);
    }
  });

  it('gives no token more than the one that makes it has', async () => {
    const token = await tokenOf(inbox, 'kim', ['admin']);
    const more = { name: 'more', scopes: ['webhooks'], days: 1 };
    expect((await bob.call('POST', '/tokens', { token, body: more })).body.code).to.equal('missing-scope');
    const longer = { name: 'longer', scopes: ['admin'], days: 31 };
    expect((await bob.call('POST', '/tokens', { token, body: longer })).status).to.equal(422);
  });

  it('shows each agent the tickets of his departments alone', async () => {
    const { items } = (await bob.call('GET', '/tickets')).body;
    expect(items.map(({ subject }: { subject: string }) => subject)).to.deep.equal(['Support']);
    const [billing] = await inbox.gateway.store.tickets.list({ department: 'billing' });
    expect((await bob.call('GET', `/tickets/${billing?.ticketId}`)).status).to.equal(404);
    const note = { body: { do: 'note', text: 'x' } };
    expect((await bob.call('POST', `/tickets/${billing?.ticketId}/actions`, note)).status).to.equal(404);
  });

  it('says which fields are wrong, by their place', async () => {
    const { status, body } = await act({ do: 'note', text: '' });
    expect([status, body.code]).to.deep.equal([422, 'invalid']);
    expect(body.errors[0].pointer).to.equal('/text');
    expect((await bob.call('POST', '/searches', { raw: '{nonsense' })).body.code).to.equal('bad-json');
  });

  const operators = [
    { do: 'note', text: { $gt: '' } },
    { do: { $ne: 'note' }, text: 'x' },
    { do: 'note', text: 'x', $where: '1' },
    { do: 'assign', owner: { $ne: null } },
    { do: 'merge', into: { $gt: 0 } },
    { do: 'snooze', until: { $gt: '' } },
  ];
  for (const body of operators) {
    it(`takes no operator of the database: ${JSON.stringify(body)}`, async () => {
      expect((await act(body)).status).to.equal(422);
    });
  }

  it('takes brackets in a query for what they are', async () => {
    const { body } = await bob.call('GET', '/tickets?department[$ne]=support');
    expect(body.items).to.have.length(1);
  });

  it('does nothing twice where a POST is sent again with its key', async () => {
    const before = await notes();
    const headers = { 'Idempotency-Key': 'one' };
    const note = { do: 'note', text: 'Once.' };
    const answers = [await act(note, headers), await act(note, headers)];
    expect(answers.map(({ body }) => body.message)).to.deep.equal([
      answers[0]?.body.message,
      answers[0]?.body.message,
    ]);
    expect(answers[1]?.headers.get('idempotency-replayed')).to.equal('true');
    const all = await Promise.all(Array.from({ length: 5 }, () => act(note, { 'Idempotency-Key': 'two' })));
    expect(new Set(all.map(({ status }) => status))).to.satisfy((seen: Set<number>) =>
      [...seen].every((status) => status === 200 || status === 409),
    );
    expect(await notes()).to.equal(before + 2);
    const other = await act({ do: 'note', text: 'Twice.' }, headers);
    expect([other.status, other.body.code]).to.deep.equal([422, 'repeat-differs']);
  });

  it('keeps the keys of agents apart', async () => {
    const token = await tokenOf(inbox, 'kim', ['tickets:read', 'tickets:write']);
    const path = `/tickets/${ticket.ticketId}/actions`;
    const headers = { 'Idempotency-Key': 'one' };
    const other = await bob.call('POST', path, { token, headers, body: { do: 'note', text: 'Mine.' } });
    expect(other.status).to.equal(200);
  });

  it('changes nothing of a ticket that is no longer the one that was read', async () => {
    const read = await bob.call('GET', `/tickets/${ticket.ticketId}`);
    const etag = read.headers.get('etag') ?? '';
    const again = await bob.call('GET', `/tickets/${ticket.ticketId}`, {
      headers: { 'If-None-Match': etag },
    });
    expect(again.status).to.equal(304);
    const headers = { 'If-Match': etag };
    const both = await Promise.all([
      act({ do: 'priority', priority: 'high' }, headers),
      act({ do: 'priority', priority: 'low' }, headers),
    ]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 412]);
    expect((await act({ do: 'priority', priority: 'low' }, headers)).body.code).to.equal('stale');
  });

  it('gives pages with a link to what follows', async () => {
    const token = await tokenOf(inbox, 'kim', ['tickets:read']);
    const first = await bob.call('GET', '/tickets?limit=1', { token });
    const link = first.headers.get('link') ?? '';
    expect(link).to.match(/^<\/api\/v1\/tickets\?.*>; rel="next"$/);
    const next = /<\/api\/v1([^>]*)>/.exec(link)?.[1] ?? '';
    const second = await bob.call('GET', next, { token });
    expect(second.body.items[0].id).not.to.equal(first.body.items[0].id);
    expect(second.body.next).to.equal(null);
  });

  it('takes no body that is too large, whether or not it says so', async () => {
    const raw = JSON.stringify({ do: 'note', text: 'x'.repeat(2_100_000) });
    const path = `/tickets/${ticket.ticketId}/actions`;
    expect((await bob.call('POST', path, { raw })).status).to.equal(413);
  });

  it('answers with a problem where there is no route', async () => {
    const { status, headers } = await bob.call('GET', '/nothing');
    expect([status, headers.get('content-type')]).to.deep.equal([404, 'application/problem+json']);
  });

  it('says how much is left, and refuses what is too much', async () => {
    const token = await tokenOf(inbox, 'lea', ['tickets:read']);
    const ask = () => bob.call('GET', '/me', { token });
    expect((await ask()).headers.get('ratelimit')).to.match(/^"default";r=14\d;t=\d+$/);
    await Promise.all(Array.from({ length: 160 }, ask));
    const refused = await ask();
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'too-many-requests']);
    expect(Number(refused.headers.get('retry-after'))).to.be.greaterThan(0);
    expect((await bob.call('GET', '/me')).status).to.equal(200);
  });
});
