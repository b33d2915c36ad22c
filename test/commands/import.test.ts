import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { compose, type MailToCompose } from '../support/mail.ts';
import { type Desk, openDesk, run } from './cli.ts';

const separator = 'From ana@client.example Tue Mar  3 10:00:00 2020\r\n';

function mail(number: number, change: MailToCompose = {}): Buffer {
  return compose({
    from: `P${number} <p${number}@client.example>`,
    to: 'support@desk.example',
    subject: `Matter ${number}`,
    messageId: `<m${number}@client.example>`,
    date: 'Tue, 03 Mar 2020 10:00:00 +0000',
    ...change,
  });
}

describe('postern import', function () {
  this.timeout(60_000);
  let desk: Desk;
  let mbox: string;
  let maildir: string;
  const tally = (...args: string[]) => desk.json('import', ...args);

  before(async () => {
    desk = await openDesk();
    mbox = join(desk.folder, 'old.mbox');
    const mails = [1, 2, 3, 4, 5].map((number) => mail(number));
    mails.push(mail(6, { from: 'spam@bad.example' }));
    mails.push(mail(7, { headers: [['Auto-Submitted', 'auto-replied']] }));
    await writeFile(
      mbox,
      Buffer.concat(mails.flatMap((raw) => [Buffer.from(separator), raw, Buffer.from('\r\n')])),
    );
    maildir = join(desk.folder, 'Maildir');
    for (const name of ['cur', 'new', 'tmp']) await mkdir(join(maildir, name), { recursive: true });
    await writeFile(join(maildir, 'cur', '1.host:2,S'), mail(11));
    await writeFile(join(maildir, 'new', '2.host'), mail(12, { inReplyTo: '<m11@client.example>' }));
    await writeFile(join(maildir, 'tmp', '3.host'), mail(13));
  });
  after(() => desk.close());

  it('tells with --dry-run what would become of the mails, and files nothing', async () => {
    expect(await tally(mbox, '--dry-run')).to.include({ filed: 5, quarantined: 1, discarded: 1, failed: 0 });
    expect(await desk.json('mail', 'list')).to.deep.equal([]);
  });

  it('files a mailbox file, and adds nothing the second time', async () => {
    const first = { filed: 5, quarantined: 1, discarded: 1, duplicates: 0, failed: 0, finished: true };
    expect(await tally(mbox)).to.include(first);
    expect(await tally(mbox)).to.include({ filed: 0, duplicates: 7, failed: 0 });
    expect(await desk.json('ticket', 'list')).to.have.length(5);
    expect(await desk.json('mail', 'list')).to.have.length(7);
  });

  it('files a Maildir without what lies in tmp, and adds nothing the second time', async () => {
    expect(await tally(maildir)).to.include({ filed: 2, duplicates: 0 });
    expect(await tally(maildir)).to.include({ filed: 0, duplicates: 2 });
    expect(await desk.json('mail', 'list', '--search', 'Matter 13')).to.deep.equal([]);
  });

  it('files an answer after what it answers, so that their tickets are linked', async () => {
    const [{ decision }] = await desk.json('mail', 'list', '--search', 'm12@client.example');
    const reasons = decision.reasons.map(({ reason }: { reason: string }) => reason);
    expect(reasons).to.include('opened-linked');
  });

  it('sends nothing: no receipts, no notices', async () => {
    expect(await desk.json('outbox', 'list')).to.deep.equal([]);
    const [{ decision }] = await desk.json('mail', 'list', '--search', 'm1@client.example');
    expect(decision.receipt).to.deep.equal({ send: false, reason: 'imported-mail' });
  });

  it('gives old mail its own date, and mail from the future none', async () => {
    const [old] = await desk.json('mail', 'list', '--search', 'm1@client.example');
    expect(old.acceptedAt).to.equal('2020-03-03T10:00:00.000Z');
    const file = join(desk.folder, 'future.eml');
    await writeFile(file, mail(20, { date: 'Tue, 03 Mar 2120 10:00:00 +0000' }));
    await tally(file);
    const [future] = await desk.json('mail', 'list', '--search', 'm20@client.example');
    expect(future.acceptedAt < '2120').to.equal(true);
  });

  it('puts all mails into the lane that is named, and takes none that is not ours', async () => {
    const file = join(desk.folder, 'lane.eml');
    await writeFile(file, mail(30));
    await tally(file, '--lane', 'billing@desk.example');
    const [ticket] = await desk.json('ticket', 'list', '--search', 'Matter 30');
    expect(ticket.department).to.equal('billing');
    expect((await desk.postern('import', file, '--lane', 'x@y.example')).code).to.equal(64);
  });

  it('reads standard input', async () => {
    const { stdout, code } = await desk.piped(mail(40).toString(), 'import', '-');
    expect({ code, stdout }).to.deep.equal({
      code: 0,
      stdout: '1 filed, 0 here already, 0 quarantined, 0 failed\n',
    });
  });

  it('exits 75 when it is stopped, and goes on where it was', async () => {
    const folder = join(desk.folder, 'many');
    await mkdir(folder);
    for (let i = 100; i < 140; i += 1) await writeFile(join(folder, `${i}.eml`), mail(i));
    const stopped = await run(['import', folder], { env: desk.env, stopped: Promise.resolve() });
    expect(stopped.code).to.equal(75);
    const { filed, duplicates } = await tally(folder);
    expect(filed + duplicates).to.equal(40);
  });

  it('exits 1 where there is no such file', async () => {
    expect((await desk.postern('import', join(desk.folder, 'none'))).code).to.equal(1);
  });
});

describe('postern mail, quarantine and replay', function () {
  this.timeout(60_000);
  let desk: Desk;
  const raw = Buffer.concat([mail(1), Buffer.from([0x00, 0xff, 0xfe, 0x0d, 0x0a, 0x80])]);
  const only = async (search: string) => (await desk.json('mail', 'list', '--search', search))[0];

  before(async () => {
    desk = await openDesk();
    await writeFile(join(desk.folder, 'one.eml'), raw);
    await writeFile(join(desk.folder, 'two.eml'), mail(2, { from: 'spam@bad.example' }));
    await desk.json('import', join(desk.folder, 'one.eml'), join(desk.folder, 'two.eml'));
  });
  after(() => desk.close());

  it('gives a mail back octet by octet', async () => {
    const { id } = await only('Matter 1');
    expect((await desk.postern('mail', 'raw', id)).bytes.equals(raw)).to.equal(true);
  });

  it('tells the way of a mail in words', async () => {
    const { id, ticketId } = await only('Matter 1');
    const { stdout } = await desk.postern('mail', 'show', id);
    for (const words of [
      `filed, in ticket ${ticketId}`,
      'one.eml',
      'opened a new ticket',
      'imported mail is not answered',
    ])
      expect(stdout).to.include(words);
  });

  it('exits 1 for mails that are not there, and for a retry of what has not failed', async () => {
    for (const what of ['show', 'raw', 'retry'])
      expect((await desk.postern('mail', what, '65a1b2c3d4e5f60718293a4b')).code, what).to.equal(1);
    expect((await desk.postern('mail', 'show', 'x')).code).to.equal(1);
    expect((await desk.postern('mail', 'retry', (await only('Matter 1')).id)).code).to.equal(1);
    expect((await desk.postern('mail', 'retry')).code).to.equal(64);
  });

  it('retries what has failed', async () => {
    const { id } = await only('Matter 2');
    await desk.store.mails.retry(id, false);
    const [claimed] = await desk.store.mails.claim(1);
    if (claimed === undefined) throw new Error('nothing to claim');
    await desk.store.mails.fail(claimed.claim, { reason: 'unexpected', detail: 'for the test' });
    expect((await desk.postern('mail', 'show', id)).stdout).to.include('unexpected: for the test');
    expect(await desk.json('mail', 'retry', '--all')).to.deep.equal([{ id, retried: true }]);
    expect((await only('Matter 2')).state).to.equal('accepted');
    await desk.json('import', join(desk.folder, 'one.eml'));
  });

  it('tells of what lies in quarantine, and lets one mail go', async () => {
    await desk.json('import', join(desk.folder, 'two.eml'));
    const [held] = await desk.json('quarantine', 'list');
    expect((await desk.postern('quarantine', 'show', held.id)).stdout).to.include('deny list');
    expect((await desk.postern('quarantine', 'release', held.id)).code).to.equal(0);
    expect((await desk.postern('quarantine', 'release', held.id)).code).to.equal(1);
  });

  it('deletes from quarantine with a reason, which stays on record', async () => {
    const file = join(desk.folder, 'three.eml');
    await writeFile(file, mail(3, { from: 'spam@bad.example' }));
    await desk.json('import', file);
    const { id } = await only('Matter 3');
    expect((await desk.postern('quarantine', 'delete', id)).code).to.equal(64);
    expect((await desk.postern('quarantine', 'delete', id, '--reason', 'phishing')).code).to.equal(0);
    expect(await only('Matter 3')).to.deep.include({
      state: 'discarded',
      trouble: { reason: 'discarded', detail: 'phishing' },
    });
  });

  it('replays decisions: nothing differs, until the settings do', async () => {
    const { id } = await only('Matter 1');
    expect((await desk.json('replay', id))[0].changes).to.deep.equal([]);
    const env = { ...desk.env, POSTERN_SCREENING__DENY: 'p1@client.example' };
    const { stdout } = await run(['replay', id, '--json'], { env });
    const changes = JSON.parse(stdout)[0].changes.map(({ what }: { what: string }) => what);
    expect(changes).to.include('outcome');
    expect((await only('Matter 1')).state).to.equal('filed');
  });
});
