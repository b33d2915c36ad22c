import { expect } from 'chai';
import { judgeMail } from '../../src/desk/judge.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

describe('the word of staff that a mail is spam', () => {
  const kim = { address: 'kim@desk.example', name: 'Kim', via: 'page' } as const;
  let inbox: TestInbox;
  // Without a smarthost: what goes out waits.
  before(async () => {
    inbox = await startInbox();
    await inbox.mail({ subject: 'Cheap pills' });
  });
  after(() => inbox.remove());

  const receipt = async (): Promise<OutgoingEntry | undefined> =>
    (await inbox.gateway.store.outbox.list({ kind: 'receipt' }))[0];

  it('withdraws a receipt that still waits', async () => {
    const { store } = inbox.gateway;
    expect((await receipt())?.state).to.equal('queued');
    expect(await judgeMail(store, kim, (await receipt())?.cause ?? '', 'spam')).to.equal(true);
    expect((await receipt())?.state).to.equal('cancelled');
  });

  it('lets it go out where it is taken back', async () => {
    const { store } = inbox.gateway;
    await judgeMail(store, kim, (await receipt())?.cause ?? '', null);
    expect((await receipt())?.state).to.equal('queued');
  });
});
