import { expect } from 'chai';
import { accept } from '../store/samples.ts';
import { type Desk, openDesk } from './cli.ts';

describe('postern mail judge', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk.close());

  it('says what a mail is, takes it back, and writes both down', async () => {
    const { id } = await accept(desk.store, 'judged', false);
    expect(await desk.json('mail', 'judge', id, 'spam')).to.include({
      mail: id,
      kind: 'spam',
      state: 'queued',
    });
    await desk.json('mail', 'judge', id, 'spam');
    expect((await desk.store.judgements.of([id])).get(id)?.by).to.match(/^command:/);
    expect(await desk.json('mail', 'judge', id, 'none')).to.include({ kind: null, state: 'none' });
    const entries = await desk.json('audit', 'list');
    const told = entries
      .filter(({ action }: { action: string }) => action === 'mail.judge')
      .map(({ detail }: { detail: Record<string, string> }) => `${detail['was']} → ${detail['kind']}`);
    expect(told).to.deep.equal(['spam → none', 'none → spam']);
  });

  it('says that nothing is learned where no filter is set up', async () => {
    const { id } = await accept(desk.store, 'unlearned', false);
    const { stdout } = await desk.postern('mail', 'judge', id, 'ham');
    expect(stdout).to.include('it is ham from now on').and.include('screening.rspamd.controller');
  });

  it('refuses other words, and mails that are not there', async () => {
    const { id } = await accept(desk.store, 'odd', false);
    expect((await desk.postern('mail', 'judge', id, 'egg')).code).to.equal(64);
    expect((await desk.postern('mail', 'judge', '65a1b2c3d4e5f60718293a4b', 'spam')).code).to.equal(1);
  });
});
