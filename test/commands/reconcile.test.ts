import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { eventually, startTestGateway } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { type Desk, openDesk } from './cli.ts';

function mail(subject: string, messageId: string | null = `<${subject}@client.example>`): Buffer {
  return compose({
    from: 'Ana <ana@client.example>',
    to: 'support@desk.example',
    subject,
    ...(messageId === null ? {} : { messageId }),
    date: 'Tue, 03 Mar 2020 10:00:00 +0000',
  });
}

interface Told {
  account: string;
  mailbox: string;
  server: number;
  known: number;
  missing: { uid: number; subject: string; messageId: string | null; from: string; fetched: string | null }[];
}

describe('postern mail reconcile', function () {
  this.timeout(120_000);
  let dovecot: Dovecot;
  let desk: Desk;
  let settings: Record<string, unknown>;

  before(async function () {
    if (dovecotMissing() !== null) this.skip();
    dovecot = await startDovecot();
    desk = await openDesk();
    const { host, port, user, password } = dovecot;
    settings = {
      departments: [{ name: 'support', addresses: ['support@desk.example'] }],
      imap: [
        {
          name: 'support',
          host,
          port,
          secure: false,
          user,
          password,
          processed: 'Processed',
          failed: 'Failed',
        },
      ],
    };
    const file = join(desk.folder, 'postern.yaml');
    await writeFile(file, stringify({ ...settings, hostname: 'desk.example', dataDir: desk.folder }));
  });
  after(async () => {
    await dovecot?.remove();
    await desk?.close();
  });

  const compared = async (...args: string[]): Promise<{ code: number; told: Told[] }> => {
    const { code, stdout, stderr } = await desk.postern('mail', 'reconcile', ...args, '--json');
    if (stdout === '') throw new Error(stderr);
    return { code, told: JSON.parse(stdout) };
  };
  const counts = (told: Told[]) => told.map(({ mailbox, server, known }) => [mailbox, server, known]);

  it('knows all that the gateway fetched, wherever it was moved to', async () => {
    for (let i = 1; i <= 12; i += 1) await dovecot.deliver(mail(`m${i}`));
    await dovecot.deliver(mail('nameless', null));
    // A program's mail, which becomes no ticket, is known as well.
    await dovecot.deliver(
      compose({
        from: 'robot@client.example',
        to: 'support@desk.example',
        subject: 'away',
        messageId: '<away@client.example>',
        headers: [['Auto-Submitted', 'auto-replied']],
      }),
    );
    const uri = desk.env['POSTERN_STORE__URI'] ?? '';
    const database = desk.env['POSTERN_STORE__DATABASE'] ?? '';
    const gateway = await startTestGateway(settings, { uri, database });
    await eventually('all to be processed', async () => (await dovecot.mails('Processed')).length === 14);
    await gateway.remove();
    const { code, told } = await compared();
    expect(counts(told)).to.deep.equal([
      ['INBOX', 0, 0],
      ['Processed', 14, 14],
      ['Failed', 0, 0],
    ]);
    expect(code).to.equal(0);
    const { stdout } = await desk.postern('mail', 'reconcile', 'support');
    expect(stdout).to.include('support, Processed: the server has 14, we know 14.\n');
  });

  it('names what is missing, and exits 1', async () => {
    await dovecot.deliver(mail('lost'), 'Processed');
    await dovecot.deliver(mail('lost too', null));
    // The same Message-ID with another body is another mail.
    await dovecot.deliver(Buffer.concat([mail('m1'), Buffer.from('More words.\r\n')]), 'Failed');
    const { code, told } = await compared();
    expect(code).to.equal(1);
    expect(counts(told)).to.deep.equal([
      ['INBOX', 1, 0],
      ['Processed', 15, 14],
      ['Failed', 1, 0],
    ]);
    expect(told[1]?.missing[0]).to.deep.include({
      messageId: 'lost@client.example',
      from: 'ana@client.example',
      subject: 'lost',
      fetched: null,
    });
    const { code: again, stdout } = await desk.postern('mail', 'reconcile');
    expect(again).to.equal(1);
    expect(stdout).to.include('INBOX: the server has 1, we know 0.').and.include('lost too');
    expect(await desk.json('mail', 'list', '--search', 'lost')).to.deep.equal([]);
  });

  it('fetches what is missing, once, and moves it where filed mail goes', async () => {
    const first = await compared('support', '--fetch');
    expect(first.code).to.equal(0);
    expect(first.told.flatMap(({ missing }) => missing.map(({ fetched }) => fetched))).to.deep.equal([
      'fetched',
      'fetched',
      'fetched',
    ]);
    expect(await desk.json('ticket', 'list', '--search', 'lost')).to.have.length(2);
    const second = await compared('support');
    expect(second.code).to.equal(0);
    expect(counts(second.told)).to.deep.equal([
      ['INBOX', 0, 0],
      ['Processed', 17, 17],
      ['Failed', 0, 0],
    ]);
    expect((await dovecot.mails('Processed')).every(({ flags }) => !flags.includes('S'))).to.equal(true);
    const [trace] = await desk.json('audit', 'list', '--action', 'mail.reconcile');
    expect(trace).to.include({ subject: 'support' });
  });

  it('says why a mail cannot be fetched, and exits 1', async () => {
    await dovecot.deliver(Buffer.concat([mail('huge'), Buffer.alloc(5000, 'x')]), 'Failed');
    const env = { ...desk.env, POSTERN_SMTP__MAX_SIZE: '2048' };
    const { run } = await import('./cli.ts');
    const { code, stdout } = await run(['mail', 'reconcile', '--fetch', '--json'], { env });
    expect(code).to.equal(1);
    const told: Told[] = JSON.parse(stdout);
    expect(told[2]?.missing[0]).to.include({ subject: 'huge', fetched: 'it is larger than smtp.maxSize' });
  });

  it('says what is wrong where the mailbox cannot be looked at', async () => {
    expect((await desk.postern('mail', 'reconcile', 'sales')).code).to.equal(64);
    await dovecot.setPassword('another');
    const { code, stderr } = await desk.postern('mail', 'reconcile');
    expect(code).to.equal(75);
    expect(stderr).to.include('refuses the login of support');
  });
});
