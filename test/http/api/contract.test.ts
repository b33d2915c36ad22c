/** Every route of the OpenAPI document, asked on a real gateway; every answer is held against the document. */
import { expect } from 'chai';
import { scopes } from '../../../src/model/people.ts';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';
import { compose } from '../../support/mail.ts';
import { type Client, makeClient, operationsOf, tokenOf } from './client.ts';

describe('the API and its document', function () {
  this.timeout(120_000);
  let inbox: TestInbox;
  let client: Client;
  let ticket = '';

  before(async () => {
    inbox = await startInbox({ screening: { deny: ['@spam.example'] } });
    client = await makeClient(inbox.base, await tokenOf(inbox, 'kim', scopes));
    await inbox.mail({
      subject: 'The printer is on fire',
      attachments: [{ filename: 'smoke.txt', contentType: 'text/plain', content: 'puff' }],
    });
    const { body } = await eventually('a ticket', async () => {
      const found = await client.call('GET', '/tickets?list=unassigned');
      return found.body.items.length === 1 ? found : false;
    });
    ticket = body.items[0].ticketId;
  });

  after(() => inbox?.remove());

  it('is OpenAPI 3.1, and needs no token to be read', () => {
    expect(client.document.openapi).to.equal('3.1.0');
    expect(operationsOf(client.document).length).to.be.greaterThan(50);
    expect(new Set(operationsOf(client.document)).size).to.equal(operationsOf(client.document).length);
  });

  it('has tickets', async () => {
    expect((await client.call('GET', `/tickets/${ticket}`)).body.subject).to.equal('The printer is on fire');
    const asked = {
      department: 'support',
      requester: { address: 'Eva@customer.example' },
      subject: 'By phone',
      text: 'Hm.',
    };
    const opened = await client.call('POST', '/tickets', { body: asked });
    expect(opened.status).to.equal(201);
    expect(opened.body.ticket.requester.address).to.equal('eva@customer.example');
    const found = await client.call('GET', opened.headers.get('location')?.replace('/api/v1', '') ?? '');
    expect(found.body.ticketId).to.equal(opened.body.ticket.ticketId);
    const acted = await client.call('POST', `/tickets/${ticket}/actions`, {
      body: { do: 'assign', owner: 'bob@desk.example' },
    });
    expect(acted.body.ticket.owner).to.equal('bob@desk.example');
  });

  it('has messages with their files and originals', async () => {
    const { items } = (await client.call('GET', `/tickets/${ticket}/messages`)).body;
    const inbound = items.find((one: { kind: string }) => one.kind === 'inbound');
    const path = `/messages/${inbound.id}`;
    expect((await client.call('GET', path)).body.text).to.include('hot in here');
    expect((await client.call('GET', `${path}/original`)).body).to.include('Subject: The printer is on fire');
    const file = await client.call('GET', `${path}/attachments/${inbound.attachments[0].sha256}`);
    expect(file.body).to.equal('puff');
    expect(file.headers.get('content-disposition')).to.include('smoke.txt');
    expect((await client.call('GET', `/tickets/${ticket}/deliveries`)).body.items).to.be.an('array');
  });

  it('answers with an uploaded file, and takes it back', async () => {
    const raw = new Uint8Array([1, 2, 3]);
    const headers = { 'Content-Type': 'application/octet-stream' };
    const kept = await client.call('POST', '/uploads?filename=a.bin', { raw, headers });
    expect(kept.status).to.equal(201);
    const { sha256, size } = kept.body;
    expect(size).to.equal(3);
    const attachments = [{ filename: 'a.bin', contentType: 'application/octet-stream', size, sha256 }];
    const reply = { do: 'reply', text: 'Use water.', attachments, undoSeconds: 60 };
    const { body } = await client.call('POST', `/tickets/${ticket}/actions`, { body: reply });
    const file = await client.call('GET', `/messages/${body.message}/attachments/${sha256}`);
    expect(file.status).to.equal(200);
    const undo = { do: 'undo', message: body.message };
    expect((await client.call('POST', `/tickets/${ticket}/actions`, { body: undo })).status).to.equal(200);
  });

  it('has drafts, canned replies, searches and presence', async () => {
    const draft = `/tickets/${ticket}/drafts/reply`;
    expect((await client.call('PUT', draft, { body: { text: 'Well' } })).body.text).to.equal('Well');
    expect((await client.call('GET', draft)).status).to.equal(200);
    expect((await client.call('GET', '/drafts')).body.items).to.have.length(1);
    expect((await client.call('DELETE', draft)).status).to.equal(204);
    expect((await client.call('GET', draft)).status).to.equal(404);

    const canned = { name: 'Fire', text: 'Dear {{ customer.name }}' };
    const { id } = (await client.call('POST', '/canned', { body: canned })).body;
    expect(
      (await client.call('PUT', `/canned/${id}`, { body: { ...canned, text: 'Hi' } })).body.text,
    ).to.equal('Hi');
    expect((await client.call('GET', '/canned')).body.items).to.have.length(1);
    expect((await client.call('DELETE', `/canned/${id}`)).status).to.equal(204);

    const search = (await client.call('POST', '/searches', { body: { name: 'Fires', query: 'fire' } })).body;
    expect((await client.call('GET', '/searches')).body.items).to.have.length(1);
    expect((await client.call('DELETE', `/searches/${search.id}`)).status).to.equal(204);

    const presence = `/tickets/${ticket}/presence`;
    expect((await client.call('PUT', presence, { body: { doing: 'replying' } })).status).to.equal(204);
    expect((await client.call('GET', presence)).body.items[0].name).to.equal('Kim');
  });

  it('has counts, tags, similar tickets, solutions and problems', async () => {
    const tags = { do: 'tags', add: ['hot'] };
    await client.call('POST', `/tickets/${ticket}/actions`, { body: tags });
    await client.call('POST', `/tickets/${ticket}/actions`, {
      body: { do: 'solution', problem: 'Fire', note: 'Water' },
    });
    expect((await client.call('GET', '/tags')).body.items).to.deep.equal(['hot']);
    expect((await client.call('GET', '/counts')).body.lists.all).to.equal(2);
    expect((await client.call('GET', '/solutions')).body.items).to.have.length(1);
    expect((await client.call('GET', '/problems/report')).status).to.equal(200);
    expect((await client.call('GET', `/tickets/${ticket}/similar`)).status).to.equal(200);
  });

  it('has the mails that lie aside', async () => {
    const spam = await held(inbox);
    const list = await client.call('GET', '/mails?list=quarantine');
    expect(list.body.items.map(({ id }: { id: string }) => id)).to.include(spam);
    expect((await client.call('GET', `/mails/${spam}`)).body.state).to.equal('quarantined');
    expect((await client.call('GET', `/mails/${spam}/raw`)).body).to.include('Subject: Cheap');
    expect(
      (await client.call('GET', '/mails?reason=spam&sender=nobody&order=score')).body.items,
    ).to.deep.equal([]);
    expect(
      (await client.call('POST', `/mails/${spam}/release?allow=true`)).status,
      'nothing proves it',
    ).to.equal(409);
    expect((await client.call('POST', `/mails/${spam}/release`)).status).to.equal(200);
    const junk = await held(inbox);
    expect((await client.call('POST', `/mails/${junk}/spam`)).body.state).to.equal('discarded');
    expect((await client.call('POST', `/mails/${junk}/spam`)).status).to.equal(409);
    const good = await held(inbox);
    expect((await client.call('POST', `/mails/${good}/release?teach=true`)).status).to.equal(200);
    const other = await held(inbox);
    expect((await client.call('POST', `/mails/${other}/retry`)).status).to.equal(200);
    const third = await held(inbox);
    const done = await client.call('POST', `/mails/${third}/discard`, { body: { reason: 'junk' } });
    expect(done.body.state).to.equal('discarded');
    expect(
      (await client.call('POST', `/mails/${third}/discard`, { body: { reason: 'junk' } })).status,
    ).to.equal(409);
    expect((await client.call('GET', '/mails?list=failed')).status).to.equal(200);
  });

  it('has what staff say of mails', async () => {
    const path = `/mails/${await held(inbox)}/judgement`;
    expect((await client.call('GET', path)).body).to.include({ kind: null, state: 'none' });
    const said = await client.call('PUT', path, { body: { kind: 'spam' } });
    expect(said.body).to.include({ kind: 'spam', by: 'kim@desk.example', state: 'queued', learned: null });
    expect((await client.call('GET', path)).body.kind).to.equal('spam');
    const back = await client.call('PUT', path, { body: { kind: null } });
    expect(back.body).to.include({ kind: null, state: 'none' });
    expect((await client.call('PUT', path, { body: { kind: 'egg' } })).status).to.equal(422);
    const nowhere = '/mails/65a1b2c3d4e5f60718293a4b/judgement';
    expect((await client.call('PUT', nowhere, { body: { kind: 'ham' } })).status).to.equal(404);
  });

  it('has the way of each mail', async () => {
    const { items } = (await client.call('GET', `/trace?q=${ticket}`)).body;
    const parts = items.at(-1).steps.map(({ part }: { part: string }) => part);
    expect(parts).to.include.members(['accept', 'nature', 'file', 'settle', 'send']);
    expect((await client.call('GET', '/trace?q=nobody@nowhere.example')).body.items).to.deep.equal([]);
  });

  it('has the mail that goes out', async () => {
    const { items } = (await client.call('GET', '/outbox?state=queued')).body;
    const [row] = items;
    expect((await client.call('POST', `/outbox/${row.id}/cancel`)).body.state).to.equal('cancelled');
    expect((await client.call('POST', `/outbox/${row.id}/cancel`)).status).to.equal(409);
    expect((await client.call('POST', `/outbox/${row.id}/retry`)).body.state).to.equal('queued');
  });

  it('has agents, tokens and the audit trail', async () => {
    expect((await client.call('GET', '/me')).body.agent.name).to.equal('Kim');
    const fresh = { address: 'new@desk.example', name: 'New' };
    const invited = await client.call('POST', '/agents', { body: fresh });
    const { id } = invited.body.agent;
    expect(invited.body.link).to.include('/login/link/');
    expect((await client.call('POST', '/agents', { body: fresh })).status).to.equal(409);
    expect((await client.call('PATCH', `/agents/${id}`, { body: { tier: 2 } })).body.tier).to.equal(2);
    expect((await client.call('GET', `/agents/${id}`)).body.tier).to.equal(2);
    expect((await client.call('GET', '/agents')).body.items).to.have.length(4);
    expect((await client.call('POST', `/agents/${id}/reset`)).status).to.equal(200);

    const made = await client.call('POST', '/tokens', {
      body: { name: 'small', scopes: ['tickets:read'], days: 1 },
    });
    expect(made.status).to.equal(201);
    expect((await client.call('GET', '/me', { token: made.body.token })).body.scopes).to.deep.equal([
      'tickets:read',
    ]);
    expect((await client.call('GET', '/tokens')).body.items).to.have.length(2);
    expect(JSON.stringify((await client.call('GET', '/tokens')).body)).not.to.include('hash');
    expect((await client.call('DELETE', `/tokens/${made.body.entry.id}`)).status).to.equal(204);
    expect((await client.call('GET', '/me', { token: made.body.token })).status).to.equal(401);

    const trail = await client.call('GET', '/audit?limit=2');
    expect(trail.body.items[0].action).to.equal('token.revoke');
    const next = await client.call('GET', `/audit?limit=2&cursor=${trail.body.next}`);
    expect(next.body.items[0].seq).to.equal(trail.body.items[1].seq - 1);
  });

  it('has webhooks', async () => {
    const hook = { url: 'https://hooks.example/postern', events: ['ticket.created'] };
    const { webhook, secret } = (await client.call('POST', '/webhooks', { body: hook })).body;
    expect(secret).to.match(/^whsec_/);
    const path = `/webhooks/${webhook.id}`;
    expect((await client.call('GET', '/webhooks')).body.items).to.have.length(1);
    expect((await client.call('GET', path)).body.url).to.equal(hook.url);
    expect((await client.call('PATCH', path, { body: { enabled: false } })).body.enabled).to.equal(false);
    expect((await client.call('POST', `${path}/secret`)).body.secret).not.to.equal(secret);
    const { event } = (await client.call('POST', `${path}/test`)).body;
    const { items } = (await client.call('GET', `${path}/deliveries`)).body;
    expect(items[0].event).to.equal(event);
    const again = await client.call('POST', `${path}/deliveries/${items[0].id}/replay`);
    expect(again.body.state).to.equal('queued');
    expect((await client.call('DELETE', path)).status).to.equal(204);
  });

  it('has lists of senders', async () => {
    const wanted = { list: 'deny', pattern: 'Bad.example', reason: 'pills' };
    const made = await client.call('POST', '/lists', { body: wanted });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ pattern: '@bad.example', author: 'kim@desk.example', expiresAt: null });
    const endless = { list: 'block', pattern: '203.0.113.9' };
    expect((await client.call('POST', '/lists', { body: endless })).status).to.equal(422);
    const text = 'worse.example\nbad.example\nkim at home\n';
    const look = (await client.call('POST', '/lists/import', { body: { list: 'deny', text } })).body;
    expect([look.fresh.length, look.there.length, look.saved]).to.deep.equal([1, 1, false]);
    expect(look.faults).to.deep.equal([{ line: 3, text: 'kim at home', problem: 'no-pattern' }]);
    await client.call('POST', '/lists/import', { body: { list: 'deny', text, save: true } });
    const first = (await client.call('GET', '/lists?list=deny&limit=1')).body;
    const second = (await client.call('GET', `/lists?list=deny&limit=1&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ pattern }) => pattern)).to.have.members([
      '@bad.example',
      '@worse.example',
    ]);
    expect(second.next).to.equal(null);
    expect((await client.call('DELETE', `/lists/${made.body.id}`)).status).to.equal(204);
    expect((await client.call('DELETE', `/lists/${made.body.id}`)).status).to.equal(404);
  });

  it('has rules and their versions', async () => {
    const before = (await client.call('GET', '/rules')).body;
    expect(before).to.include({ version: 0, reason: '' });
    const rule = { name: 'Prizes', when: { subject: { contains: 'prize' } }, then: { quarantine: true } };
    const save = { basedOn: before.version, reason: 'Noise', rules: [rule] };
    const saved = await client.call('PUT', '/rules', { body: save });
    expect(saved.body).to.deep.include({ version: 1, author: 'kim@desk.example', rules: [rule] });
    expect((await client.call('PUT', '/rules', { body: save })).status).to.equal(409);
    const faulty = { ...rule, name: 'Lotteries', when: { body: { contians: 'lottery' } } };
    const wide = { ...rule, name: 'All', when: {} };
    const refused = await client.call('PUT', '/rules', {
      body: { ...save, basedOn: 1, rules: [faulty, wide] },
    });
    expect(refused.status).to.equal(422);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal([
      '/rules/0/when/body/contians',
      '/rules/1',
    ]);
    const { items } = (await client.call('GET', '/rules/versions')).body;
    expect(items).to.have.length(1);
    expect((await client.call('GET', '/rules/versions/1')).body.rules).to.deep.equal([rule]);
    expect((await client.call('GET', '/rules/versions/7')).status).to.equal(404);
  });

  it('tries rules on past mail', async () => {
    const rule = { name: 'smoke', when: { body: { contains: 'hot in here' } }, then: { quarantine: true } };
    const tried = await client.call('POST', '/rules/test', { body: { rules: [rule] } });
    expect(tried.status).to.equal(200);
    expect(tried.body.mails).to.be.greaterThan(0);
    expect(tried.body.changes).to.have.length(1);
    const bad = { ...rule, when: { body: { contians: 'x' } } };
    const refused = await client.call('POST', '/rules/test', { body: { rules: [bad] } });
    expect(refused.status).to.equal(422);
    expect(refused.body.detail).to.include('did you mean contains');
  });

  it('tells what changes as it happens', async () => {
    const token = await tokenOf(inbox, 'bob', ['tickets:read']);
    const line = await fetch(`${inbox.base}/api/v1/events`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(line.headers.get('content-type')).to.include('text/event-stream');
    client.asked.add('getEvents');
    const reader = line.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (wanted: string) => {
      while (!heard.includes(wanted)) {
        const read = await reader?.read();
        if (read === undefined || read.done) throw new Error(`the line ended after ${heard}`);
        heard += read.value;
      }
    };
    await hear('event: hello');
    const { id } = (await client.call('GET', `/tickets/${ticket}`)).body;
    const note = { do: 'note', text: 'Look at that.' };
    await eventually('a change to be told', async () => {
      await client.call('POST', `/tickets/${ticket}/actions`, { body: note });
      await Promise.race([hear(id), new Promise((done) => setTimeout(done, 1000))]);
      return heard.includes(id);
    });
    await reader?.cancel();
  });

  it('had each of its routes asked above', () => {
    const missing = operationsOf(client.document).filter((operation) => !client.asked.has(operation));
    expect(missing).to.deep.equal([]);
  });
});

/** A mail by somebody whom the settings deny: from a mailbox nothing is refused, but held. Gives its id. */
async function held({ gateway }: TestInbox): Promise<string> {
  const from = 'seller@spam.example';
  const lane = 'support@desk.example';
  const { id } = await gateway.intake.take({
    raw: compose({ from, to: lane, subject: 'Cheap watches', text: gateway.store.newId() }),
    envelope: { sender: from, recipients: [lane] },
    source: { kind: 'import', file: 'spam.mbox' },
    acceptedAt: new Date(),
    lanes: [{ lane, recipient: lane }],
  });
  return eventually('the held mail', async () => {
    const found = await gateway.store.mails.find(id);
    return found?.state === 'quarantined' && id;
  });
}
