/** Requests that are sent again by their key, also where the first one died. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import { scopes } from '../../../src/model/people.ts';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';
import { rowsOf, type TestDatabase, testDatabase } from '../../support/mongod.ts';
import { type Client, makeClient, tokenOf } from './client.ts';

describe('requests with an Idempotency-Key', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let inbox: TestInbox;
  let bob: Client;
  let ticket: { id: string; ticketId: string };

  before(async () => {
    database = await testDatabase();
    const { uri, database: name } = database;
    inbox = await startInbox({ store: { uri, database: name, leaseSeconds: 5 } });
    bob = await makeClient(inbox.base, await tokenOf(inbox, 'bob', ['tickets:read', 'tickets:write']));
    await inbox.mail({ subject: 'The printer is on fire' });
    ticket = await eventually(
      'the ticket',
      async () => (await bob.call('GET', '/tickets')).body.items[0] ?? null,
    );
  });
  after(async () => {
    await inbox?.remove();
    await database?.drop();
  });

  const path = () => `/tickets/${ticket.id}/actions`;
  const act = (key: string, body: unknown, more: Record<string, string> = {}) =>
    bob.call('POST', path(), { body, headers: { 'Idempotency-Key': key, ...more } });
  const rows = (name: string) => rowsOf(database, name);
  const change = async (key: string, fields: object) => {
    const client = await mongoose.mongo.MongoClient.connect(database.uri);
    const repeats = client.db(database.database).collection<{ _id: string }>('repeats');
    await repeats.updateOne({ _id: new RegExp(`:${key}$`) }, { $set: fields });
    await client.close();
  };
  /** As if the node had died before it could keep the answer. */
  const die = (key: string) => change(key, { answer: null, begunAt: new Date(Date.now() - 120_000) });
  const sent = async (text: string) =>
    (await rows('outbox')).filter((row) => row['kind'] === 'reply' && String(row['text']).includes(text));
  const entries = async (text: string) =>
    (await rows('messages')).filter((row) => row['kind'] !== 'event' && String(row['text']).includes(text));

  it('open one ticket and send one mail, though the first one died', async () => {
    const body = {
      department: 'support',
      requester: { address: 'zed@customer.example' },
      subject: 'We called you',
      text: 'As we said on the phone.',
      send: true,
    };
    const open = () => bob.call('POST', '/tickets', { body, headers: { 'Idempotency-Key': 'open' } });
    const first = await open();
    await die('open');
    const second = await open();
    expect([first.status, second.status]).to.deep.equal([201, 201]);
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get('location')).to.equal(first.headers.get('location'));
    expect(await sent('As we said')).to.have.length(1);
    expect((await rows('tickets')).filter((row) => row['subject'] === 'We called you')).to.have.length(1);
  });

  const actions = [
    { do: 'reply', text: 'Use water, not oil.' },
    { do: 'note', text: 'He called about the oil.' },
  ];
  for (const action of actions) {
    it(`write one ${action.do}, though the first one died, and tell what it wrote`, async () => {
      const etag = (await bob.call('GET', `/tickets/${ticket.id}`)).headers.get('etag') ?? '';
      const first = await act(action.do, action, { 'If-Match': etag });
      await die(action.do);
      const second = await act(action.do, action, { 'If-Match': etag });
      expect([first.status, second.status]).to.deep.equal([200, 200]);
      expect(second.body.message).to.equal(first.body.message);
      expect(second.body.words).to.equal(first.body.words);
      expect(await entries(action.text)).to.have.length(1);
    });
  }

  it('may have a key of the day before, for something else', async () => {
    expect((await act('daily', { do: 'reply', text: 'Monday’s news.' })).status).to.equal(200);
    await change('daily', { expiresAt: new Date(Date.now() - 1000) });
    expect((await act('daily', { do: 'reply', text: 'Tuesday’s news.' })).status).to.equal(200);
    expect(await sent('Tuesday’s news.')).to.have.length(1);
  });

  it('are told apart by query and If-Match', async () => {
    const headers = { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': 'file' };
    const keep = (name: string) => bob.call('POST', `/uploads?filename=${name}`, { raw: 'abc', headers });
    expect((await keep('a.txt')).status).to.equal(201);
    expect((await keep('b.txt')).body.code).to.equal('repeat-differs');
    expect((await act('match', { do: 'note', text: 'Any.' }, { 'If-Match': '*' })).status).to.equal(200);
    expect((await act('match', { do: 'note', text: 'Any.' })).body.code).to.equal('repeat-differs');
  });

  it('may be sent again, put right, where they were refused', async () => {
    const note = { do: 'note', text: 'Now it fits.' };
    expect((await act('refused', note, { 'If-Match': '"old"' })).status).to.equal(412);
    expect((await act('refused', { do: 'note', text: '' })).status).to.equal(422);
    expect((await act('refused', note)).status).to.equal(200);
  });

  it('are of one token: another of the same agent is told nothing of them', async () => {
    const kim = await tokenOf(inbox, 'kim', scopes);
    const small = await tokenOf(inbox, 'kim', ['tickets:read']);
    const other = await tokenOf(inbox, 'kim', ['tickets:read', 'tickets:write']);
    const body = { do: 'note', text: 'Mine.' };
    const note = (token: string) =>
      bob.call('POST', path(), { token, body, headers: { 'Idempotency-Key': 'own' } });
    expect((await note(kim)).status).to.equal(200);
    expect((await note(small)).body.code).to.equal('missing-scope');
    const answered = await note(other);
    expect([answered.status, answered.headers.get('idempotency-replayed')]).to.deep.equal([200, null]);
    expect(await entries('Mine.')).to.have.length(2);
  });

  const secrets = [
    ['/tokens', { name: 'fresh', scopes: ['admin'], days: 1 }],
    ['/webhooks', { url: 'https://hooks.example/x', events: ['ticket.created'] }],
    ['/agents', { address: 'new@desk.example', name: 'New' }],
  ] as const;
  for (const [place, body] of secrets) {
    it(`show the secret of ${place} once, and leave none in the store`, async () => {
      const token = await tokenOf(inbox, 'kim', scopes);
      const make = () => bob.call('POST', place, { token, body, headers: { 'Idempotency-Key': 'secret' } });
      const { status, body: made } = await make();
      expect(status).to.equal(201);
      const shown: string = made.token ?? made.secret ?? made.link;
      const again = await make();
      expect([again.status, again.body.code]).to.deep.equal([409, 'conflict']);
      expect(again.headers.get('idempotency-replayed')).to.equal('true');
      expect(JSON.stringify(await rows('repeats'))).not.to.include(shown);
    });
  }
});
