import { expect } from 'chai';
import { acceptHeld, newFiling } from '../store/samples.ts';
import { type Desk, openDesk } from './cli.ts';

describe('postern trace', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk.close());

  it('tells the way of a mail by its Message-ID, to people and to programs', async () => {
    const claim = await acceptHeld(desk.store, 'alpha');
    const filing = await newFiling(desk.store, claim);
    await desk.store.mails.file(filing);
    const { stdout, code } = await desk.postern('trace', '<alpha@example.org>');
    expect(code).to.equal(0);
    expect(stdout).to.include('Accepted: by SMTP from 192.0.2.1');
    expect(stdout).to.include('Filing: opened a new ticket');
    expect(stdout).to.include('Sending: Receipt to ann@example.org queued, waits until staff were told');
    const [story, ...others] = await desk.json('trace', 'alpha@example.org');
    expect(others).to.deep.equal([]);
    expect(story).to.include({
      id: claim.id,
      kind: 'mail',
      state: 'filed',
      ticketId: filing.ticket?.ticketId,
    });
    expect(story.steps.map(({ part }: { part: string }) => part)).to.deep.equal([
      'accept',
      'file',
      'settle',
      'send',
      'send',
    ]);
    expect(await desk.json('trace', filing.ticket?.ticketId ?? '')).to.deep.equal([story]);
  });

  it('tells what staff did with it', async () => {
    const claim = await acceptHeld(desk.store, 'beta');
    await desk.store.mails.fail(claim, { reason: 'unexpected', detail: 'it broke' });
    await desk.postern('mail', 'discard', claim.id, '--reason', 'not ours');
    const { stdout } = await desk.postern('trace', claim.id);
    expect(stdout).to.match(/Staff: command:\S+ did mail\.discard .*not ours/);
    expect(stdout).to.match(/Settled: discarded/);
  });

  it('says no where nothing is known, and that a word is missing where there is none', async () => {
    const none = await desk.postern('trace', 'nobody@nowhere.example');
    expect([none.code, none.stdout]).to.deep.equal([1, '']);
    expect(none.stderr).to.include('Nothing is known by nobody@nowhere.example.');
    expect(await desk.postern('trace', 'nobody@nowhere.example', '--json')).to.include({
      code: 1,
      stdout: '[]\n',
    });
    expect((await desk.postern('trace', ' ')).code).to.equal(64);
  });
});
