import { expect } from 'chai';
import { type Desk, openDesk } from './cli.ts';

describe('postern outbox', function () {
  this.timeout(60_000);
  let desk: Desk;
  let id: string;

  before(async () => {
    desk = await openDesk();
    await desk.json('ticket', 'open', '--from', 'ana@client.example', '--subject', 'Fire', 'It burns.');
    [{ id }] = await desk.json('outbox', 'list', '--kind', 'receipt');
  });
  after(() => desk.close());

  it('shows a mail as it goes out', async () => {
    const { stdout } = await desk.postern('outbox', 'show', id, '--raw');
    expect(stdout)
      .to.match(/^Auto-Submitted: auto-replied\r$/m)
      .and.match(/^To: ana@client\.example\r$/m);
    const story = await desk.postern('outbox', 'show', id);
    expect(story.stdout).to.include('queued').and.include('Auto-Submitted');
  });

  it('cancels a mail once, and queues it anew', async () => {
    expect((await desk.json('outbox', 'cancel', id)).state).to.equal('cancelled');
    expect((await desk.postern('outbox', 'cancel', id)).code).to.equal(1);
    expect(await desk.json('outbox', 'list', '--state', 'cancelled')).to.have.length(1);
    expect((await desk.json('outbox', 'retry', id)).state).to.equal('queued');
    expect((await desk.postern('outbox', 'retry', id)).code).to.equal(1);
  });

  it('exits 1 for a mail that is not there', async () => {
    for (const what of ['show', 'retry', 'cancel'])
      expect((await desk.postern('outbox', what, '65a1b2c3d4e5f60718293a4b')).code, what).to.equal(1);
  });
});
