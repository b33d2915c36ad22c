/** New settings for a gateway that runs, part by part. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../src/config/schema.ts';
import { Failure } from '../src/failure.ts';
import { sClient } from './ingest/s-client.ts';
import { makePems } from './ingest/smtp-fixture.ts';
import { type Dovecot, dovecotMissing, startDovecot } from './support/dovecot.ts';
import { eventually, startTestGateway, type TestGateway } from './support/gateway.ts';
import { compose } from './support/mail.ts';
import { type Sink, startSink } from './support/sink.ts';
import { sendMail } from './support/smtp-client.ts';

const departments = [{ name: 'support', addresses: ['support@desk.example'], members: ['bob@desk.example'] }];

describe('a reload', function () {
  this.timeout(90_000);
  let gateway: TestGateway;
  let folder: string;
  let sink: Sink;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-reload-'));
    sink = await startSink();
    gateway = await startTestGateway({ departments });
  });
  after(async () => {
    await gateway?.remove();
    await sink?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const reload = (settings: Record<string, unknown>) =>
    gateway.reload(settingsSchema.parse({ departments, ...settings }));
  const smarthost = () => ({ smtp: { host: '127.0.0.1', port: sink.port } });
  const send = (subject: string) =>
    sendMail(gateway.smtp.port, {
      from: 'ana@customer.example',
      to: ['support@desk.example'],
      raw: compose({ from: 'Ana <ana@customer.example>', subject }),
    });
  const certificate = async (name: string) => {
    const { cert, key } = await makePems(name);
    const tls = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    await writeFile(tls.certificate, cert);
    await writeFile(tls.key, key);
    return tls;
  };
  const shown = async () => /subject=.*CN ?= ?(\S+)/.exec((await sClient(gateway.smtp.port)).text)?.[1];

  it('sends what was queued when a smarthost is named, and keeps the rest when it is taken away', async () => {
    expect((await send('Before')).code).to.equal(250);
    await eventually(
      'the notice',
      async () => (await gateway.store.outbox.list({ state: 'queued' })).length >= 2,
    );
    await reload({ outbox: smarthost() });
    await sink.waitFor((mail) => mail.envelope.to.includes('bob@desk.example'));
    await sink.waitFor((mail) => mail.envelope.to.includes('ana@customer.example'));
    await reload({});
    sink.clear();
    await send('After');
    await eventually(
      'the notice',
      async () => (await gateway.store.outbox.list({ state: 'queued' })).length >= 2,
    );
    expect(sink.mails).to.deep.equal([]);
  });

  it('shows another certificate to new connections, and the old one where the new is no good', async () => {
    await reload({ smtp: { tls: await certificate('one.example') } });
    expect(await shown()).to.equal('one.example');
    const tls = { ...(await certificate('two.example')), key: join(folder, 'one.example.key') };
    const failure = await reload({ smtp: { tls } }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
    expect(await shown()).to.equal('one.example');
    await reload({ smtp: { tls: await certificate('two.example') } });
    expect(await shown()).to.equal('two.example');
    expect((await reload({})).changed).to.include('smtp.tls');
    expect(await shown(), 'the self-signed one').to.equal('desk.example');
  });

  it('changes nothing where one part of many is no good', async () => {
    const tls = await certificate('three.example');
    const dkim = { domain: 'desk.example', selector: 's', key: '/nowhere/dkim.pem' };
    const others = [{ name: 'sales', addresses: ['sales@desk.example'] }];
    const failure = await gateway
      .reload(settingsSchema.parse({ departments: others, smtp: { tls }, outbox: { ...smarthost(), dkim } }))
      .catch((error: unknown) => error);
    expect((failure as Failure).message).to.include('outbox.dkim.key');
    expect(await shown()).to.equal('desk.example');
    expect(gateway.intake.lane('sales@desk.example')).to.equal(null);
    expect(gateway.intake.lane('support@desk.example')).to.equal('support@desk.example');
  });

  it('takes turns: the last one counts', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const all = names.map((name) =>
      gateway.reload(settingsSchema.parse({ departments: [{ name, addresses: [`${name}@desk.example`] }] })),
    );
    await Promise.all(all);
    expect(names.map((name) => gateway.intake.lane(`${name}@desk.example`))).to.deep.equal([
      null,
      null,
      null,
      'd@desk.example',
    ]);
    await reload({});
  });

  describe('of mailboxes', () => {
    let dovecot: Dovecot;
    before(async function () {
      if (dovecotMissing() !== null) return this.skip();
      dovecot = await startDovecot();
    });
    after(() => dovecot?.remove());

    it('fetches from one that is named, and no more from one that is not', async () => {
      const { host, port, user, password } = dovecot;
      const account = { name: 'desk', host, port, user, password, secure: false, pollSeconds: 5 };
      await reload({ imap: [account] });
      await dovecot.deliver(compose({ subject: 'From a mailbox', messageId: '<mailbox@customer.example>' }));
      await eventually('its ticket', async () =>
        (await gateway.store.tickets.list({ limit: 50 })).some(({ subject }) => subject === 'From a mailbox'),
      );
      expect(gateway.imap.status().map((status) => status.account)).to.deep.equal(['desk']);
      await reload({});
      expect(gateway.imap.status()).to.deep.equal([]);
    });
  });
});
