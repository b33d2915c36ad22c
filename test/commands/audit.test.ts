import { expect } from 'chai';
import mongoose from 'mongoose';
import { audited } from '../../src/commands/audited.ts';
import { type Desk, openDesk } from './cli.ts';

describe('postern audit', function () {
  this.timeout(60_000);
  let desk: Desk;
  let ticket: string;
  before(async () => {
    desk = await openDesk();
    const open = (subject: string) =>
      desk.json('ticket', 'open', '--from', 'ana@client.example', '--subject', subject, 'It burns.');
    ticket = (await open('Printer')).id;
    const other = (await open('Toner')).id;
    for (const args of [
      ['assign', ticket, 'kim@desk.example'],
      ['note', ticket, 'Called her.', '--author', 'Kim'],
      ['reply', ticket, 'Unplug it.', '--author', 'Kim'],
      ['close', ticket],
      ['merge', other, ticket],
    ])
      await desk.json('ticket', ...args);
    const [row] = await desk.json('outbox', 'list', '--kind', 'reply');
    await desk.json('outbox', 'cancel', row.id);
    await desk.json('outbox', 'retry', row.id);
    await desk.json('config', 'rotate-keys');
  });
  after(() => desk.close());

  it('holds each change that was made by command, who made it and to what', async () => {
    const entries = await desk.json('audit', 'list');
    const told = entries.map(({ action }: { action: string }) => action).reverse();
    expect(told).to.deep.equal([
      'ticket.open',
      'ticket.open',
      'ticket.assign',
      'ticket.note',
      'ticket.reply',
      'ticket.state',
      'ticket.merge',
      'outbox.cancel',
      'outbox.retry',
      'config.rotate-keys',
    ]);
    for (const { actor } of entries) expect(actor).to.match(/^command:.+/);
    const [assigned] = await desk.json('audit', 'list', '--action', 'ticket.assign');
    expect(assigned.subject).to.equal(ticket);
    expect(assigned.detail).to.include({ via: 'command', words: 'belongs to kim@desk.example' });
  });

  it('holds nothing where nothing was done', async () => {
    const before = (await desk.json('audit', 'list')).length;
    await desk.postern('ticket', 'close', ticket);
    await desk.postern('ticket', 'assign', ticket, 'nonsense');
    await desk.postern('ticket', 'close', '999999');
    expect(await desk.json('audit', 'list')).to.have.length(before);
  });

  it('says of what was begun and not done that it was not done', async () => {
    const context = { env: { SUDO_USER: 'lee' } };
    const change = { action: 'mail.retry', subject: 'gone', detail: { was: 'failed' } };
    expect(await audited(context, desk.store, change, async () => false)).to.equal(false);
    const broken = async () => {
      throw new Error('the store went away');
    };
    const error = await audited(context, desk.store, change, broken).catch((caught: unknown) => caught);
    expect(error).to.have.property('message', 'the store went away');
    const told = await desk.json('audit', 'list', '--subject', 'gone');
    const outcomes = told.map(({ detail }: { detail: { outcome?: string } }) => detail.outcome).reverse();
    expect(outcomes).to.deep.equal([undefined, 'was not done', undefined, 'was not done']);
    expect(told[0].actor).to.equal('command:lee');
  });

  it('is read by people, and its chain is followed', async () => {
    const { stdout } = await desk.postern('audit', 'list', '--subject', ticket);
    expect(stdout).to.include('ticket.reply').and.include('author: Kim');
    const { code, stdout: verdict } = await desk.postern('audit', 'verify');
    expect(code).to.equal(0);
    expect(verdict).to.match(/^14 entries, the chain is whole; the last is 14:[0-9a-f]{64}\.\n$/);
  });

  it('exits 1 where the end was cut off behind a head that was noted, or an entry was changed', async () => {
    const { head } = await desk.json('audit', 'verify');
    const noted = `${head.seq}:${head.hash}`;
    await desk.json('ticket', 'note', ticket, 'Another word.');
    expect((await desk.postern('audit', 'verify', '--expect', noted)).code).to.equal(0);
    const client = await mongoose.mongo.MongoClient.connect(desk.env['POSTERN_STORE__URI'] ?? '');
    const rows = client.db(desk.env['POSTERN_STORE__DATABASE']).collection<{ _id: number }>('audit');
    await rows.deleteMany({ _id: { $gte: head.seq } });
    expect((await desk.postern('audit', 'verify')).code).to.equal(0);
    const cut = await desk.postern('audit', 'verify', '--expect', noted);
    expect(cut.code).to.equal(1);
    expect(cut.stdout).to.include('cut or rewritten');
    await rows.updateOne({ _id: 3 }, { $set: { actor: 'command:lee' } });
    await client.close();
    const changed = await desk.postern('audit', 'verify');
    expect(changed.code).to.equal(1);
    expect(changed.stdout).to.include('Entry 3: it was changed');
    expect((await desk.postern('verify')).code).to.equal(1);
    expect((await desk.postern('audit', 'verify', '--expect', 'x')).code).to.equal(64);
  });
});
