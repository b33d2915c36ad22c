/** What staff upload is told from the mails that it lies with. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { accept, type Nodes, openOne } from './samples.ts';

describe('the store of uploads', () => {
  let nodes: Nodes | undefined;
  afterEach(() => nodes?.close());

  it('keeps a file once, and knows its size; the bytes of a mail are none', async () => {
    const opened = await openOne();
    nodes = opened.nodes;
    const { inbox } = opened.store;
    const file = Buffer.from('hello');
    const [sha256, again] = await Promise.all([inbox.upload(file), inbox.upload(file)]);
    expect(again).to.equal(sha256);
    const mail = 'From: ann\r\n\r\nhello';
    await accept(opened.store, 'key', false, mail);
    const ofMail = createHash('sha256').update(mail).digest('hex');
    expect(Buffer.from(await inbox.uploaded(ofMail)).toString()).to.equal(mail);
    const sizes = await inbox.uploadSizes([sha256, ofMail]);
    expect([...sizes]).to.deep.equal([[sha256, 5]]);
  });
});
