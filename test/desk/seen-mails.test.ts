/** Who sees mail, on a ticket or not. */
import { expect } from 'chai';
import { seenMails, seesLane, seesMail } from '../../src/desk/seen-mails.ts';
import type { MailEntry } from '../../src/model/mail-store.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

const departments = [
  { name: 'support', addresses: ['Support@desk.example', 'help@desk.example'] },
  { name: 'billing', addresses: ['billing@desk.example'] },
];

describe('mails that became no ticket', () => {
  it('are all seen by an admin', () => {
    const seen = seenMails({ role: 'admin', departments: 'all' }, departments);
    expect(seen).to.deep.equal({ quarantine: 'all', failed: 'all' });
    expect(seesLane(seen.failed, 'any@desk.example')).to.equal(true);
  });

  it('are seen by a lead where they came to his departments', () => {
    const { quarantine, failed } = seenMails({ role: 'lead', departments: ['billing'] }, departments);
    expect([quarantine, failed]).to.deep.equal([['billing@desk.example'], ['billing@desk.example']]);
    expect(seesLane(failed, 'support@desk.example')).to.equal(false);
  });

  it('are seen by an agent while they are held, but not where they failed', () => {
    const { quarantine, failed } = seenMails({ role: 'agent', departments: ['support'] }, departments);
    expect(seesLane(quarantine, 'support@DESK.example')).to.equal(true);
    expect(failed).to.equal('none');
    expect(seesLane(failed, 'support@desk.example')).to.equal(false);
  });
});

describe('a mail on a ticket that has left the department it came to', () => {
  let inbox: TestInbox;
  let mail: MailEntry;
  before(async () => {
    inbox = await startInbox();
    await inbox.mail({ subject: 'Salary' });
    const { store } = inbox.gateway;
    mail = (await store.mails.list({}))[0] as MailEntry;
    const ticket = (await store.tickets.list({}))[0];
    await store.tickets.write({
      open: null,
      changes: [{ ticket: ticket?.id ?? '', change: { department: 'billing' } }],
      messages: [],
      outgoing: [],
    });
  });
  after(() => inbox.remove());

  const ways = (id: string) => [
    ['GET', `/inbox/mail/${id}`],
    ['GET', `/inbox/mail/${id}/original`],
    ['GET', `/api/v1/mails/${id}`],
    ['GET', `/api/v1/mails/${id}/raw`],
    ['GET', `/api/v1/mails/${id}/judgement`],
    ['PUT', `/api/v1/mails/${id}/judgement`],
  ];
  const answers = async (who: 'bob' | 'lea') => {
    const headers = {
      cookie: await inbox.cookie(inbox.people[who]),
      origin: inbox.base,
      'Content-Type': 'application/json',
    };
    return Promise.all(
      ways(mail.id).map(async ([method = '', path = '']) => {
        const body = method === 'PUT' ? { body: '{"kind":"spam"}' } : {};
        return (await fetch(inbox.base + path, { method, headers, ...body })).status;
      }),
    );
  };

  it('is not there any more for who sees that department alone', async () => {
    expect(await answers('bob')).to.deep.equal([404, 404, 404, 404, 404, 404]);
  });

  it('is there for who sees the ticket now', async () => {
    expect(await answers('lea')).to.deep.equal([200, 200, 200, 200, 200, 200]);
  });

  it('goes by the lane where it is on no ticket', async () => {
    const { inbox: tickets } = inbox.gateway.store;
    const bob = { role: 'agent', departments: ['support'] } as const;
    const eyes = { actor: bob, viewer: { address: 'bob@desk.example', departments: ['support'] } };
    const lying = { ...mail, ticketId: null, lane: 'help@desk.example' };
    const sees = (state: MailEntry['state']) => seesMail(tickets, departments, eyes, { ...lying, state });
    expect([await sees('quarantined'), await sees('failed')]).to.deep.equal([true, false]);
  });
});
