import { expect } from 'chai';
import { type FakeMailbox, startFakeMailbox } from '../../bench/fuzz/imap-server.ts';
import { accountOn, eventually, makeRig, type Rig } from './imap-rig.ts';

/** Found by `npm run fuzz`: such mail passed for one that was gone, and was never looked at again. */
describe('a mail that the server names in SEARCH and leaves out of its list', () => {
  const mails = ['one', 'two', 'three'].map((text) => Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\n`));
  const isListed = (line: string) => /^\* 2 FETCH .*RFC822\.SIZE/.test(line);
  let box: FakeMailbox;
  let rig: Rig;
  afterEach(async () => {
    await rig.close();
    await box.stop();
  });

  /** The second mail is left out of so many lists. */
  async function start(times: number): Promise<void> {
    let left = times;
    box = await startFakeMailbox(mails, (lines) => {
      const kept = left > 0 ? lines.filter((line) => !isListed(line)) : lines;
      left -= lines.length - kept.length;
      return { lines: kept, ends: false };
    });
    rig = makeRig();
    const server = { host: '127.0.0.1', port: box.port, user: 'u', password: 'p' };
    rig.start(accountOn(server as Parameters<typeof accountOn>[0], { pollSeconds: 0.1 }));
    await eventually('an empty inbox', () => box.inbox.size === 0);
  }

  it('is taken where the server tells of it when asked once more', async () => {
    await start(1);
    expect(rig.intake.taken.map(({ raw }) => Buffer.from(raw).toString())).to.have.members(mails.map(String));
  });

  it('is set aside, visibly, where the server never does', async () => {
    await start(1000);
    expect([...box.failed.values()].map(String)).to.deep.equal([String(mails[1])]);
    expect(rig.intake.taken).to.have.lengthOf(2);
  });
});
