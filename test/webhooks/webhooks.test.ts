/** Webhooks from end to end: a gateway on a real store, and a server that is told. */
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { Action } from '../../src/desk/action.ts';
import type { EventType, Webhook } from '../../src/model/webhook.ts';
import { addWebhook, changeWebhook, type ManageParts, replayDelivery } from '../../src/webhooks/manage.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';

describe('webhooks', function () {
  this.timeout(90_000);
  let inbox: TestInbox;
  let receiver: Receiver;
  let sink: Sink;

  beforeEach(async () => {
    receiver = await startReceiver();
    sink = await startSink();
    inbox = await startInbox({
      webhooks: { allowPrivate: true, timeoutMs: 2000 },
      screening: { deny: ['@spam.example'] },
      outbox: { from: 'desk@desk.example', smtp: { host: '127.0.0.1', port: sink.port } },
    });
  });
  afterEach(async () => {
    await inbox.remove();
    await receiver.stop();
    await sink.stop();
  });

  const parts = (): ManageParts => ({
    webhooks: inbox.gateway.store.webhooks,
    audit: inbox.gateway.store.audit,
    allowPrivate: true,
    departments: ['support', 'billing'],
    actor: { ...inbox.people.kim, kind: 'agent', departments: 'all', via: 'api' },
  });
  const add = (events: readonly EventType[], departments: string[] = []) =>
    addWebhook(parts(), { url: receiver.url, description: '', events, departments });
  const told = (type: EventType): Promise<Received> =>
    eventually(`a webhook of ${type}`, async () => {
      return receiver.received.find(({ body }) => JSON.parse(body).type === type) ?? null;
    });
  const deliveriesOf = async ({ id }: Webhook) => {
    const query = { state: null, after: null, limit: 50 };
    return (await inbox.gateway.store.webhooks.deliveries(id, query)).items;
  };

  it('tells of a new ticket and its mail, signed so that anybody with the secret can tell', async () => {
    const { secret } = await add(['ticket.created', 'message.received']);
    await inbox.mail({ subject: 'Smoke' });
    const { headers, body } = await told('ticket.created');
    const { data } = JSON.parse(body);
    expect(data.ticket).to.include({ subject: 'Smoke', department: 'support', state: 'new' });
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const mac = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).to.equal(`v1,${mac}`);
    const message = JSON.parse((await told('message.received')).body).data.message;
    expect(message.from.address).to.equal('ana@customer.example');
    expect(message).not.to.have.property('text');
  });

  it('tells of what staff do, and only what it was asked for', async () => {
    await add(['ticket.changed', 'note.added'], ['support']);
    await inbox.mail({ subject: 'One' });
    await inbox.mail({ subject: 'Two' }, { to: 'billing@desk.example' });
    const tickets = await eventually('two tickets', async () => {
      const found = await inbox.gateway.store.tickets.list({});
      return found.length === 2 && found;
    });
    for (const { id } of tickets) {
      const actor = parts().actor;
      await inbox.gateway.desk.act(actor, id, { do: 'priority', priority: 'high' });
      await inbox.gateway.desk.act(actor, id, { do: 'note', text: 'psst', attachments: [] });
    }
    const note = await told('note.added');
    expect(note.body).not.to.include('psst');
    const { data } = JSON.parse((await told('ticket.changed')).body);
    expect(data.changed).to.include('priority');
    const subjects = receiver.received.map(({ body }) => JSON.parse(body).data.ticket.subject);
    expect(new Set(subjects)).to.deep.equal(new Set(['One']));
  });

  it('tries again what failed, keeps a log of it, and replays with the same ID', async () => {
    receiver.answer(500);
    const { webhook } = await add(['ticket.created']);
    await inbox.mail({ subject: 'Smoke' });
    const failed = await eventually('a failed try', async () => {
      const [one] = await deliveriesOf(webhook);
      return one !== undefined && one.tries.length > 0 && one;
    });
    expect(failed).to.include({ state: 'queued', attempts: 1 });
    expect(failed.nextAttemptAt).not.to.equal(null);
    expect(failed.tries[0]?.status).to.equal(500);
    receiver.answer(200);
    await replayDelivery(parts(), webhook.id, failed.id);
    await eventually('the replay', async () => (await deliveriesOf(webhook))[0]?.state === 'delivered');
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).to.equal(1);
  });

  it('does not follow redirects', async () => {
    receiver.answer(302, { Location: '/elsewhere' });
    const { webhook } = await add(['ticket.created']);
    await inbox.mail({ subject: 'Smoke' });
    await eventually('a try', async () => ((await deliveriesOf(webhook))[0]?.tries.length ?? 0) > 0);
    expect((await deliveriesOf(webhook))[0]?.tries[0]?.status).to.equal(302);
    expect(receiver.received.map(({ path }) => path)).not.to.include('/elsewhere');
  });

  it('switches a webhook off that answers 410, holds what is queued, and goes on when it is switched on', async () => {
    receiver.answer(410);
    const { webhook } = await add(['ticket.created']);
    await inbox.mail({ subject: 'Smoke' });
    const { webhooks } = inbox.gateway.store;
    const off = await eventually('the end of it', async () => {
      const found = await webhooks.find(webhook.id);
      return found?.enabled === false && found;
    });
    expect(off.trouble).to.include('410');
    expect(inbox.gateway.log.entries.map(({ event }) => event)).to.include('alarm');
    const event = 'evt_held';
    await webhooks.queue([
      { webhook: webhook.id, event, type: 'webhook.test', payload: '{"type":"webhook.test"}' },
    ]);
    receiver.answer(204);
    await changeWebhook(parts(), webhook.id, { enabled: true });
    await told('webhook.test');
  });

  it('tells of answers that were sent or refused, and of mail that is held', async () => {
    await add(['message.sent', 'delivery.failed', 'mail.quarantined']);
    const { gateway } = inbox;
    await inbox.mail({ subject: 'Smoke' });
    const [ticket] = await eventually('a ticket', async () => {
      const found = await gateway.store.tickets.list({});
      return found.length > 0 && found;
    });
    const reply = (to: string) => {
      const answer = {
        do: 'reply',
        text: 'Water.',
        to: [to],
        cc: [],
        attachments: [],
        then: 'waiting',
        undoSeconds: 0,
      };
      return gateway.desk.act(parts().actor, ticket?.id ?? '', answer as Action);
    };
    sink.rejectRecipient('gone@customer.example');
    await reply('ana@customer.example');
    expect(JSON.parse((await told('message.sent')).body).data.delivery).to.include({
      to: 'ana@customer.example',
    });
    await reply('gone@customer.example');
    const failed = JSON.parse((await told('delivery.failed')).body).data;
    expect(failed.delivery).to.include({ to: 'gone@customer.example', state: 'failed' });
    expect(failed.ticket.id).to.equal(ticket?.id);
    const lane = 'support@desk.example';
    await gateway.intake.take({
      raw: compose({ from: 'seller@spam.example', to: lane, subject: 'Cheap watches' }),
      envelope: { sender: 'seller@spam.example', recipients: [lane] },
      source: { kind: 'import', file: 'spam.mbox' },
      acceptedAt: new Date(),
      lanes: [{ lane, recipient: lane }],
    });
    const held = JSON.parse((await told('mail.quarantined')).body).data.mail;
    expect(held).to.include({ state: 'quarantined', subject: 'Cheap watches' });
  });
});
