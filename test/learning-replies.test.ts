/** What is learned without a word: good replies, in balance. */
import { expect } from 'chai';
import { eventually } from './support/gateway.ts';
import { startInbox, type TestInbox } from './support/inbox.ts';
import { redisMissing } from './support/redis.ts';
import { type Rspamd, rspamdMissing, startRspamd } from './support/rspamd.ts';

describe('replies of proven participants', function () {
  this.timeout(90_000);
  let rspamd: Rspamd;
  let inbox: TestInbox;

  before(async function () {
    if ((rspamdMissing() ?? redisMissing()) !== null) this.skip();
    rspamd = await startRspamd({ bayes: true, minLearns: 2 });
    const learning = { restSeconds: 0, hamFromReplies: true };
    const { url, controller } = rspamd;
    inbox = await startInbox({ screening: { rspamd: { url, controller }, learning, timeoutMs: 20_000 } });
  });
  after(async () => {
    await inbox?.remove();
    await rspamd?.remove();
  });

  const mailOf = (subject: string) =>
    eventually('the mail', async () => {
      const [mail] = await inbox.gateway.store.mails.list({ search: subject, limit: 1 });
      return mail?.ticketId != null && { id: mail.id, ticketId: mail.ticketId };
    });
  const entries = (mail: string) => inbox.gateway.store.judgements.entries([mail]);

  it('are learned as ham where staff have answered, and nothing else is', async () => {
    const { store, desk } = inbox.gateway;
    const text = (n: number) =>
      `Good morning, the printer on floor ${n} stopped again, the paper feeder jams and the light blinks. Could somebody repair it this week please? Kind regards, Ana`;
    expect(await inbox.mail({ subject: 'Printer stopped', text: text(1) })).to.equal(250);
    const first = await mailOf('Printer stopped');
    const tagged = (words: string) => `${words} [#${first.ticketId}]`;
    expect(await inbox.mail({ subject: tagged('Before an answer'), text: text(2) })).to.equal(250);
    const early = await mailOf('Before an answer');
    const bob = inbox.people.bob;
    const actor = {
      kind: 'agent',
      id: bob.id,
      address: bob.address,
      name: bob.name,
      role: bob.role,
      tier: bob.tier,
      departments: ['support'],
      via: 'page',
    } as const;
    await desk.act(actor, first.ticketId, {
      do: 'reply',
      text: 'Somebody comes today.',
      to: [],
      cc: [],
      attachments: [],
      undoSeconds: 0,
      then: 'waiting',
    });
    expect(await inbox.mail({ subject: tagged('After an answer'), text: text(3) })).to.equal(250);
    const reply = await mailOf('After an answer');
    const entry = await eventually('its learning', async () => {
      const found = (await entries(reply.id)).get(reply.id);
      return found?.state === 'learned' && found;
    });
    expect(entry).to.include({ kind: 'ham', learned: 'ham', automatic: true, by: 'postern' });
    expect((await entries(first.id)).size + (await entries(early.id)).size).to.equal(0);
    expect((await store.judgements.of([reply.id])).size, 'people said nothing').to.equal(0);
  });
});
