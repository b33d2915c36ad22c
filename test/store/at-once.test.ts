import { expect } from 'chai';
import type { Filing, NewMail } from '../../src/model/mail-store.ts';
import { type Nodes, newFiling, newMail, openOne } from './samples.ts';

describe('accepting and filing at once', () => {
  let nodes: Nodes;
  let store: Nodes['stores'][number];
  beforeEach(async () => {
    ({ nodes, store } = await openOne());
  });
  afterEach(() => nodes.close());

  /** A mail and all that filing it writes. */
  async function both(key: string): Promise<{ mail: NewMail; raw: Buffer; filing: Filing }> {
    const mail = newMail(store, key);
    const filing = await newFiling(store, { id: mail.id, owner: '', epoch: 0 });
    return { mail, raw: Buffer.from(`Message-ID: <${key}@customer.example>\r\n\r\n${key}\r\n`), filing };
  }
  const write = ({ mail, raw, filing }: Awaited<ReturnType<typeof both>>) =>
    store.mails.acceptFiled(mail, raw, filing);

  it('keeps bytes, mail, ticket, messages and outgoing rows', async () => {
    const one = await both('k');
    expect(await write(one)).to.equal(true);
    expect(Buffer.from(await store.mails.raw(one.mail.id))).to.deep.equal(one.raw);
    expect(await store.mails.find(one.mail.id)).to.include({
      state: 'filed',
      ticketId: one.filing.ticket?.ticketId,
    });
    expect((await store.tickets.byId(one.filing.ticket?.id ?? ''))?.ticketId).to.equal(
      one.filing.ticket?.ticketId,
    );
    expect(await store.outbox.list({})).to.have.length(one.filing.outgoing.length);
    expect(await store.mails.claim(10), 'nothing is left to do').to.deep.equal([]);
  });

  it('writes nothing of a mail that is known, and says so', async () => {
    expect(await write(await both('k'))).to.equal(true);
    const again = await both('k');
    expect(await write(again)).to.equal(false);
    expect(await store.tickets.byId(again.filing.ticket?.id ?? '')).to.equal(null);
    expect(await store.tickets.count()).to.equal(1);
    const [accepted] = await store.mails.accept([again.mail], again.raw, true);
    expect(accepted).to.include({ duplicate: true, claim: null });
  });

  it('lets no known mail spoil those that share its write', async () => {
    await write(await both('known'));
    const mails = await Promise.all(['a', 'known', 'b', 'c', 'known', 'b'].map(both));
    const written = await Promise.all(mails.map(write));
    expect(written.filter(Boolean)).to.have.length(3);
    expect(await store.tickets.count()).to.equal(4);
  });

  it('shares writes between many', async () => {
    const mails = await Promise.all(Array.from({ length: 150 }, (_, i) => both(`m${i}`)));
    expect(new Set(await Promise.all(mails.map(write)))).to.deep.equal(new Set([true]));
    expect(await store.mails.countByState()).to.include({ filed: 150, accepted: 0, processing: 0 });
  });
});
