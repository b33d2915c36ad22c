/** Two nodes on one database: all are equal, and one that dies costs nothing but a lease. */
import { expect } from 'chai';
import type { Store } from '../src/model/ports.ts';
import { openStore } from '../src/store/store.ts';
import { type Dovecot, dovecotMissing, startDovecot } from './support/dovecot.ts';
import { eventually } from './support/gateway.ts';
import { silentLog } from './support/log.ts';
import { compose } from './support/mail.ts';
import { type TestDatabase, testDatabase } from './support/mongod.ts';
import { startNode, type TestNode } from './support/node.ts';
import { sendMail } from './support/smtp-client.ts';

describe('two nodes on one database', function () {
  this.timeout(120_000);
  let dovecot: Dovecot;
  let database: TestDatabase;
  let store: Store;
  const nodes: TestNode[] = [];

  before(async function () {
    if (dovecotMissing() !== null) this.skip();
    [dovecot, database] = await Promise.all([startDovecot(), testDatabase()]);
    store = await openStore({ ...database, owner: 'test', leaseSeconds: 5, log: silentLog });
    const env = {
      POSTERN_STORE__URI: database.uri,
      POSTERN_STORE__DATABASE: database.database,
      POSTERN_STORE__LEASE_SECONDS: '5',
      POSTERN_LOG__FORMAT: 'json',
      POSTERN_IMAP: JSON.stringify([
        {
          name: 'desk',
          host: dovecot.host,
          port: dovecot.port,
          secure: false,
          user: dovecot.user,
          password: dovecot.password,
          processed: 'Processed',
          pollSeconds: 5,
        },
      ]),
    };
    nodes.push(...(await Promise.all([startNode(env), startNode(env)])));
  });

  after(async () => {
    await Promise.all(
      nodes.map((node) => (node.process.exitCode === null && !node.process.killed ? node.stop() : null)),
    );
    await store?.close();
    await database?.drop();
    await dovecot?.remove();
  });

  const deliver = (name: string) =>
    dovecot.deliver(compose({ subject: name, messageId: `<${name}@customer.example>` }));
  const subjects = async () =>
    (await store.tickets.list({ limit: 1000 })).map(({ subject }) => subject).sort();

  it('take mail by SMTP on both, and file each once', async () => {
    const sent = Array.from({ length: 20 }, (_, i) => `smtp-${String(i).padStart(2, '0')}`);
    const answers = await Promise.all(
      sent.map((subject, i) =>
        sendMail(nodes[i % 2]?.smtpPort ?? 0, {
          from: 'kim@customer.example',
          to: ['support@localhost'],
          raw: compose({ subject, messageId: `<${subject}@customer.example>` }),
        }),
      ),
    );
    expect(answers.map(({ code }) => code)).to.deep.equal(sent.map(() => 250));
    await eventually('all tickets', async () => (await subjects()).length >= 20);
    expect(await subjects()).to.deep.equal(sent);
  });

  it('give each ticket a number of its own', async () => {
    const numbers = (await store.tickets.list({ limit: 1000 })).map(({ number }) => number);
    expect(new Set(numbers).size).to.equal(numbers.length);
  });

  it('fetch from a mailbox on one of them, and on the other after the first was killed', async () => {
    await deliver('imap-1');
    await eventually('the first mail', async () => (await subjects()).includes('imap-1'));
    const owners = nodes.filter((node) => node.output().includes('mailbox connected'));
    expect(owners, 'nodes that fetch').to.have.length(1);
    await owners[0]?.kill();
    await Promise.all(['imap-2', 'imap-3'].map(deliver));
    await eventually(
      'the other mails',
      async () => (await subjects()).includes('imap-2') && (await subjects()).includes('imap-3'),
      60_000,
    );
    const fetched = (await subjects()).filter((subject) => subject.startsWith('imap'));
    expect(fetched).to.deep.equal(['imap-1', 'imap-2', 'imap-3']);
    await eventually('an empty mailbox', async () => (await dovecot.mails('INBOX')).length === 0);
  });
});
