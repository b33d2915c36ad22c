import { expect } from 'chai';
import { ImapFlow } from 'imapflow';
import { Failure } from '../../src/failure.ts';
import type { Arrival } from '../../src/model/ports.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import {
  accountOn,
  eventually,
  impatience,
  makeRig,
  memoryLeases,
  type Rig,
  type Wire,
  wireTo,
} from './imap-rig.ts';

const mail = (subject: string, to = 'support@example.com') =>
  `From: Ann <ann@example.org>\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\n\r\nHello\r\n`;
const subjectOf = ({ raw }: { raw: Uint8Array }) =>
  /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1] ?? '';

describe('fetching from a mailbox', function () {
  this.timeout(40_000);
  let dovecot: Dovecot;
  let rig: Rig;
  let users = 0;
  let user = '';

  before(async function () {
    if (dovecotMissing()) return this.skip();
    const names = Array.from({ length: 30 }, (_, index) => [`user${index}`, 'secret']);
    dovecot = await startDovecot(Object.fromEntries(names));
  });
  after(() => dovecot?.remove());
  beforeEach(() => {
    rig = makeRig();
    user = `user${users++}`;
  });
  afterEach(() => rig.close());

  const deliver = (raw: string) => dovecot.deliver(raw, 'INBOX', user);
  const inside = async (mailbox = 'INBOX') =>
    (await dovecot.mails(mailbox, user).catch(() => [])).map(subjectOf);
  const allMoved = async (processed: number, failed = 0) =>
    (await inside('Processed')).length === processed &&
    (await inside('Failed')).length === failed &&
    (await inside()).length === 0;
  const own = (over: Parameters<typeof accountOn>[1] = {}) => accountOn(dovecot, { user, ...over });
  const idles = () => rig.mailboxes.said.at(-1)?.state === 'idle';

  async function withClient<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user, pass: 'secret' };
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.port,
      secure: false,
      auth,
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  }
  const flagsIn = (mailbox: string) =>
    withClient(async (client) => {
      await client.mailboxOpen(mailbox);
      return (await client.fetchAll('1:*', { flags: true })).map(({ flags }) =>
        [...(flags ?? [])].filter((flag) => flag !== '\\Recent'),
      );
    });

  it('takes what is there and what comes, and moves it without marking it as read', async () => {
    await deliver(mail('first'));
    rig.start(own());
    await eventually('the first is moved', () => allMoved(1));
    await eventually('it waits', idles);
    await deliver(mail('second'));
    await eventually('the second is moved', () => allMoved(2));
    expect(await inside()).to.deep.equal([]);
    expect(rig.intake.taken.map(subjectOf)).to.deep.equal(['first', 'second']);
    expect((await flagsIn('Processed')).flat()).to.deep.equal([]);
    const arrival = rig.intake.taken[0] as Arrival;
    expect(arrival.envelope).to.deep.equal({
      sender: 'ann@example.org',
      recipients: ['support@example.com'],
    });
    expect(arrival.source).to.include({ kind: 'imap', account: 'support', mailbox: 'INBOX', uid: 1 });
  });

  it('makes the mailbox for filed mail where there is none', async () => {
    await deliver(mail('filed'));
    rig.start(own({ processed: 'Archive/Tickets' }));
    await eventually('it is moved', async () => (await inside('Archive/Tickets')).length === 1);
  });

  it('marks mail with a keyword where no mailboxes are set, and fetches it once', async () => {
    const account = own();
    const { processed: _, failed: __, ...plain } = account;
    rig.intake.before = (arrival) => {
      if (subjectOf(arrival) === 'poison') throw new Failure('unreadable', 'no');
    };
    await deliver(mail('good'));
    await deliver(mail('poison'));
    const fetchers = rig.start(plain);
    await eventually('it waits', idles);
    expect(await flagsIn('INBOX')).to.deep.equal([['$Ticketed'], ['$TicketFailed']]);
    await fetchers.close();
    const again = rig.start(plain);
    await eventually('it waits again', () => again.status()[0]?.state === 'idle');
    expect(rig.intake.calls).to.equal(2);
  });

  it('sets a mail aside that cannot be taken or is too big, and goes on with the others', async () => {
    rig.intake.before = (arrival) => {
      if (subjectOf(arrival) === 'poison') throw new Failure('policy', 'not this one');
    };
    await deliver(mail('one'));
    await deliver(mail('poison'));
    await deliver(mail('huge') + 'x'.repeat(80).concat('\r\n').repeat(20_000));
    await deliver(mail('two'));
    rig.start(own());
    await eventually('all are moved', () => allMoved(2, 2));
    expect(await inside('Processed')).to.have.members(['one', 'two']);
    expect(await inside('Failed')).to.have.members(['poison', 'huge']);
    expect(rig.log.entries.filter(({ event }) => event === 'mail set aside in its mailbox')).to.have.length(
      2,
    );
  });

  it('sets a mail aside after three tries that end in an unknown error', async () => {
    let tries = 0;
    rig.intake.before = (arrival) => {
      if (subjectOf(arrival) !== 'strange') return;
      tries += 1;
      throw new TypeError('a fault');
    };
    await deliver(mail('strange'));
    await deliver(mail('usual'));
    rig.start(own());
    await eventually('all are moved', () => allMoved(1, 1));
    expect(tries).to.equal(3);
    expect(await inside('Failed')).to.deep.equal(['strange']);
    expect(await inside('Processed')).to.deep.equal(['usual']);
  });

  it('leaves mail where it is while the store is away, and takes it when it is back', async () => {
    let away = true;
    rig.intake.before = () => {
      if (away) throw new Failure('store-unavailable', 'try again later');
    };
    await deliver(mail('patient'));
    rig.start(own());
    await eventually('it is named', () => rig.mailboxes.said.at(-1)?.state === 'trouble');
    expect(rig.mailboxes.said.at(-1)?.detail).to.contain('stays in the mailbox');
    await eventually('it is tried again', () => rig.intake.calls > 2);
    expect(await inside()).to.deep.equal(['patient']);
    away = false;
    await eventually('it is moved', () => allMoved(1));
    expect(rig.intake.taken).to.have.length(1);
  });

  it('recognises what was taken before a crash came in between, and moves it', async () => {
    await deliver(mail('crash'));
    const broken = rig.start(own(), {
      patience: { ...impatience, backoff: { firstMs: 60_000, maxMs: 60_000 } },
    });
    rig.intake.before = () => dovecot.disconnect(user);
    await eventually('the connection breaks', () => broken.status()[0]?.state === 'trouble');
    expect(rig.intake.taken).to.have.length(1);
    expect(await inside()).to.deep.equal(['crash']);
    await broken.close();
    rig.intake.before = () => undefined;
    rig.start(own());
    await eventually('it is moved', () => allMoved(1));
    expect(rig.intake.taken).to.have.length(1);
    expect(rig.intake.calls).to.equal(2);
  });

  it('looks at everything again when UIDVALIDITY changes, and takes nothing twice', async () => {
    const { processed: _, ...kept } = own();
    await deliver(mail('old one'));
    await deliver(mail('old two'));
    const fetchers = rig.start(kept);
    await eventually('it waits', idles);
    await fetchers.close();
    await dovecot.renumber('INBOX', user);
    await deliver(mail('new'));
    rig.start(kept);
    await eventually('all was looked at', () => rig.intake.calls === 5);
    await eventually('it waits', idles);
    expect(rig.intake.taken.map(subjectOf)).to.deep.equal(['old one', 'old two', 'new']);
    expect(rig.mailboxes.said.at(-1)?.detail).to.contain('UIDVALIDITY');
    expect(rig.log.entries.map(({ event }) => event)).to.include(
      'mailbox has new UIDs: all mail in it is looked at again',
    );
  });

  it('notices a mailbox that is deleted and made anew under its eyes', async () => {
    await withClient((client) => client.mailboxCreate('Tickets'));
    await dovecot.deliver(mail('before'), 'Tickets', user);
    rig.start(own({ mailbox: 'Tickets' }));
    await eventually('it waits', idles);
    await withClient(async (client) => {
      await client.mailboxDelete('Tickets');
    });
    await eventually('it is named', () =>
      rig.mailboxes.said.some(({ detail }) => detail.includes('no mailbox “Tickets”')),
    );
    await withClient((client) => client.mailboxCreate('Tickets'));
    await dovecot.deliver(mail('after'), 'Tickets', user);
    await eventually('it is taken', () => rig.intake.taken.map(subjectOf).includes('after'));
  });

  it('comes back when the server was killed and started again', async () => {
    rig.start(own());
    await eventually('it waits', idles);
    await dovecot.kill();
    await eventually('it is named', () => rig.mailboxes.said.at(-1)?.state === 'trouble');
    await deliver(mail('meanwhile'));
    await dovecot.start();
    await eventually('it is moved', () => allMoved(1));
    await eventually('it waits again', idles);
  });

  it('names a refused login and what to do, and goes on when the password is right again', async () => {
    await deliver(mail('locked'));
    const wrong = rig.start(own({ password: 'mistyped-secret' }));
    await eventually(
      'it is named',
      () => rig.mailboxes.said.at(-1)?.detail.includes('check user and password') === true,
    );
    expect(JSON.stringify([rig.mailboxes.said, rig.log.entries])).not.to.contain('mistyped-secret');
    await wrong.close();
    const fetchers = rig.start(own());
    await eventually('it waits', idles);
    await dovecot.setPassword('changed', user);
    await dovecot.disconnect(user);
    await eventually(
      'the login is refused',
      () => fetchers.status()[0]?.detail.includes('check user and password') === true,
    );
    await dovecot.setPassword('secret', user);
    await eventually('it waits again', idles);
    expect(rig.intake.taken).to.have.length(1);
  });

  it('is fetched by one node at a time, and handed over when that one loses the store', async () => {
    const table = memoryLeases();
    const leases = [table.node('a'), table.node('b')] as const;
    const first = rig.start(own(), { leases: leases[0], leaseMs: 600 });
    await eventually('the first waits', () => first.status()[0]?.state === 'idle');
    const second = rig.start(own(), { leases: leases[1], leaseMs: 600 });
    await deliver(mail('one'));
    await eventually('it is moved', () => allMoved(1));
    expect(second.status()[0]).to.include({
      state: 'stopped',
      detail: 'another node fetches from this mailbox',
    });
    leases[0].cut = true;
    await eventually('the second waits', () => second.status()[0]?.state === 'idle');
    expect(first.status()[0]?.state).to.equal('stopped');
    await deliver(mail('two'));
    await eventually('it is moved', () => allMoved(2));
    expect(rig.intake.calls).to.equal(2);
  });

  it('counts a mail from when the mailbox got it, but never from the future', async () => {
    const past = new Date('2020-02-02T10:00:00Z');
    await withClient(async (client) => {
      await client.append('INBOX', mail('past'), [], past);
      await client.append('INBOX', mail('future'), [], new Date(Date.now() + 1e9));
    });
    rig.start(own());
    await eventually('both are taken', () => rig.intake.taken.length === 2);
    const [first, second] = rig.intake.taken;
    expect(first?.acceptedAt).to.deep.equal(past);
    expect(second?.acceptedAt.getTime()).to.be.at.most(Date.now());
  });

  it('hears of new mail by IDLE', async () => {
    rig.start(own({ pollSeconds: 3600 }));
    await eventually('it waits', idles);
    await deliver(mail('pushed'));
    await eventually('it is moved', () => allMoved(1));
  });

  it('is handed over at once when a node stops', async () => {
    const first = rig.start(own());
    await eventually('the first waits', () => first.status()[0]?.state === 'idle');
    const second = rig.start(own(), { leaseMs: 900 });
    await first.close();
    await eventually('the second waits', () => second.status()[0]?.state === 'idle');
    expect(rig.mailboxes.said.map(({ state }) => state)).to.include('stopped');
  });

  it('fetches a backlog oldest first, with few mails in flight', async () => {
    const subjects = Array.from({ length: 2000 }, (_, index) => `mail ${index}`);
    for (const subject of subjects) await deliver(mail(subject));
    rig.start(own());
    await eventually('all are taken', () => rig.intake.taken.length === subjects.length, 30_000);
    await eventually('it waits', idles);
    expect(rig.intake.taken.map(subjectOf)).to.deep.equal(subjects);
    expect(rig.intake.peak).to.be.at.most(8);
    expect(rig.intake.calls).to.equal(subjects.length);
    expect(await inside()).to.deep.equal([]);
    expect(rig.mailboxes.said.map(({ detail }) => detail)).to.include('fetching 2000 mails');
  });

  describe('over a bad wire', () => {
    let wire: Wire;
    beforeEach(async () => {
      wire = await wireTo(dovecot);
    });
    afterEach(async () => {
      await rig.close();
      await wire.close();
    });

    it('sets a mail aside that breaks the connection each time it is fetched', async () => {
      for (const subject of ['one', 'deadly', 'two']) await deliver(mail(subject));
      wire.listen = (text) => (text.includes('Subject: deadly') ? null : text);
      rig.start(own({ port: wire.port }));
      await eventually('all are moved', () => allMoved(2, 1));
      expect(await inside('Processed')).to.have.members(['one', 'two']);
      expect(await inside('Failed')).to.deep.equal(['deadly']);
    });

    it('sets a mail aside that breaks the connection each time it is listed', async () => {
      for (const subject of ['one', 'deadly', 'two']) await deliver(mail(subject));
      wire.listen = (text) => (/FETCH \(UID 2 [^\r]*RFC822\.SIZE/.test(text) ? null : text);
      rig.start(own({ port: wire.port }));
      await eventually('all are moved', () => allMoved(2, 1));
      expect(await inside('Processed')).to.have.members(['one', 'two']);
      expect(await inside('Failed')).to.deep.equal(['deadly']);
    });

    it('polls and copies where the server can neither IDLE nor MOVE', async () => {
      wire.listen = (text) => text.replaceAll(/ (?:IDLE|MOVE)\b/g, ' XNOT');
      rig.start(own({ port: wire.port }));
      await eventually('it waits', idles);
      expect(rig.mailboxes.said.at(-1)?.detail).not.to.contain('IDLE');
      await deliver(mail('polled'));
      await eventually('it is moved', () => allMoved(1));
      expect(await inside()).to.deep.equal([]);
    });

    it('files what the server will not move, marks it, and says so', async () => {
      wire.listen = (text) =>
        text.replaceAll(/ MOVE\b/g, ' XNOT').replaceAll(/OK .*Copy completed[^\r]*/g, 'NO [OVERQUOTA] full');
      for (const subject of ['one', 'two']) await deliver(mail(subject));
      rig.start(own({ port: wire.port }));
      await eventually(
        'it is named',
        () => rig.mailboxes.said.at(-1)?.detail.includes('refuses to move') === true,
      );
      let polls = 0;
      const { listen } = wire;
      wire.listen = (text) => {
        if (text.includes('READ-WRITE')) polls += 1;
        return listen(text);
      };
      await eventually('it looked again', () => polls >= 2);
      expect(rig.mailboxes.said.at(-1)?.state).to.equal('trouble');
      expect(rig.intake.taken).to.have.length(2);
      expect(await flagsIn('INBOX')).to.deep.equal([['$Ticketed'], ['$Ticketed']]);
      expect(rig.intake.calls).to.equal(2);
    });

    it('names a server that falls silent, and comes back to it', async () => {
      rig.start(own({ port: wire.port }));
      await eventually('it waits', idles);
      wire.held = true;
      await eventually(
        'it is named',
        () => rig.mailboxes.said.at(-1)?.detail.includes('does not answer') === true,
      );
      wire.held = false;
      await deliver(mail('patient'));
      await eventually('it is moved', () => allMoved(1));
    });

    it('stops soon, though the server is silent', async () => {
      const fetchers = rig.start(own({ port: wire.port }), {
        patience: { ...impatience, silenceMs: 60_000, stopMs: 100 },
      });
      await eventually('it waits', idles);
      wire.held = true;
      await fetchers.close();
      expect(fetchers.status()[0]?.state).to.equal('stopped');
    });
  });
});
