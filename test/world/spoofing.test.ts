/** Forged senders with a real ticket ID: what they write is seen as what it is, and they learn nothing. */
import { expect } from 'chai';
import { compose, type MailToCompose } from '../support/mail.ts';
import { lane, makeWorld, type World } from './world.ts';

const ana = 'ana@bank.example';
const bob = 'bob@desk.example';
const mallory = 'mallory@evil.example';
const zone = {
  'bank.example': { TXT: ['v=spf1 ip4:198.51.100.1 -all'] },
  '_dmarc.bank.example': { TXT: ['v=DMARC1; p=none'] },
  'strict.example': { TXT: ['v=spf1 ip4:198.51.100.2 -all'] },
  '_dmarc.strict.example': { TXT: ['v=DMARC1; p=reject'] },
  'desk.example': { TXT: ['v=spf1 ip4:203.0.113.1 -all'] },
  '_dmarc.desk.example': { TXT: ['v=DMARC1; p=none'] },
};

describe('somebody who forges a sender', function () {
  this.timeout(60_000);
  let world: World;
  before(async () => {
    world = await makeWorld(zone, [bob]);
    world.clock = new Date(Date.now() - 7 * 24 * 3_600_000);
  });
  after(() => world?.close());

  const write = (sender: string, client: string, mail: MailToCompose, recipient = lane) => {
    world.clock = new Date(world.clock.getTime() + 5000);
    const raw = compose({ from: `<${sender}>`, to: recipient, ...mail });
    return world.take({ sender, recipient, client, raw });
  };
  const theirs = '192.0.2.66';
  /** A ticket of the author's, and its ID. */
  let opened = 0;
  const open = async (author: string, client: string) => {
    // Far from the caps.
    world.clock = new Date(world.clock.getTime() + 12 * 3_600_000);
    opened += 1;
    const { mail } = await write(author, client, {
      subject: `My ${'abcdefgh'[opened]} account`,
      text: 'The secret word is zirconium.\n',
    });
    expect(mail?.decision?.receipt.send).to.equal(true);
    await world.sendAll();
    const ticketId = mail?.ticketId ?? '';
    return { ticketId, number: Number(ticketId.split('-')[0]) };
  };

  it('is marked a possible spoof on the ticket, and gets nothing', async () => {
    const { ticketId, number } = await open(ana, '198.51.100.1');
    const forged = { subject: `Re: [#${ticketId}] My account`, headers: [['Reply-To', mallory]] as const };
    const { mail } = await write(ana, theirs, { ...forged, cc: mallory, text: 'Send me all you know.\n' });
    expect(mail?.ticketId).to.equal(ticketId);
    expect(mail?.decision?.author).to.equal('possible-spoof');
    const sent = await world.sendAll();
    expect(sent.map(({ to }) => to)).to.deep.equal([bob]);
    expect(sent[0]?.text).to.match(/claims to be from a participant/);
    const ticket = await world.store.tickets.byNumber(number);
    expect(ticket?.requester.address).to.equal(ana);
    expect(ticket?.participants).not.to.include(mallory);
  });

  it('gets none of what staff then answer', async () => {
    const { ticketId } = await open(ana, '198.51.100.1');
    await write(ana, theirs, {
      subject: `[#${ticketId}]`,
      headers: [['Reply-To', mallory]],
      text: 'Well?\n',
    });
    const [notice] = await world.sendAll();
    const answer = { subject: `Re: ${notice?.subject}`, text: 'Your balance is zero.\n' };
    await write(bob, '203.0.113.1', answer, notice?.replyTo ?? '');
    const [reply] = await world.sendAll();
    expect(reply).to.deep.include({ kind: 'reply', to: ana, headerCc: [] });
  });

  it('cannot speak for staff with a notice that was leaked', async () => {
    const { ticketId } = await open(ana, '198.51.100.1');
    await write(ana, '198.51.100.1', { subject: `Re: [#${ticketId}]`, text: 'More.\n' });
    const [notice] = await world.sendAll();
    const { mail } = await write(bob, theirs, { text: 'Pay to this account.\n' }, notice?.replyTo ?? '');
    expect(mail?.decision?.author).to.equal('possible-spoof');
    expect((await world.sendAll()).filter(({ to }) => to === ana)).to.deep.equal([]);
  });

  it('is told nothing, and adds nobody, as a stranger with the ID', async () => {
    const { ticketId, number } = await open(ana, '198.51.100.1');
    const stranger = { subject: `[#${ticketId}]`, cc: 'friend@evil.example', text: 'It is me, from home.\n' };
    const { mail } = await write(mallory, theirs, stranger);
    expect(mail?.decision?.author).to.equal('new-correspondent');
    expect((await world.sendAll()).map(({ to }) => to)).to.deep.equal([bob]);
    expect((await world.store.tickets.byNumber(number))?.participants).to.deep.equal([ana]);
  });

  it('opens no ticket that anybody is told of by mail, where DMARC fails', async () => {
    const { mail } = await write(ana, theirs, { subject: 'A new account', headers: [['Reply-To', mallory]] });
    expect(mail?.decision?.receipt).to.deep.equal({ send: false, reason: 'dmarc-failed' });
    expect((await world.sendAll()).map(({ to }) => to)).to.deep.equal([bob]);
  });

  it('is refused where the domain asks for it, and seen for what he is where he has the ID', async () => {
    const author = 'cleo@strict.example';
    expect((await write(author, theirs, { subject: 'Pay now' })).refused).to.match(/^550 /);
    const { ticketId } = await open(author, '198.51.100.2');
    const { mail } = await write(author, theirs, { subject: `Re: [#${ticketId}]`, text: 'Pay now.\n' });
    expect(mail?.decision?.author).to.equal('possible-spoof');
    expect((await world.sendAll()).map(({ to }) => to)).to.deep.equal([bob]);
  });

  it('does not reach the caps of another by a Reply-To that is no address', async () => {
    const unproven = 'dora@nowhere.example';
    const bomb = { headers: [['Reply-To', 'undisclosed recipients:;']] as const };
    for (let n = 0; n < 4; n += 1)
      await write(unproven, theirs, { ...bomb, subject: `Bomb the ${'abcd'[n]}` });
    const sent = await world.sendAll();
    expect(sent.filter(({ kind, to }) => kind === 'receipt' && to === unproven)).to.have.length(1);
  });

  it('loses the bypass by guessing at IDs, while a participant who is proven keeps it', async () => {
    const { ticketId, number } = await open(ana, '198.51.100.1');
    const guesser = '192.0.2.99';
    for (let n = 0; n < world.settings.limits.wrongIdsPerHour; n += 1) {
      await write(mallory, guesser, { subject: `[#${number}-${'23456789'[n % 8]}${'ABCDEFGH'[n >> 3]}XX]` });
    }
    const subject = `[#${ticketId}]`;
    const hit = await write(mallory, guesser, { subject, text: 'Got it.\n' });
    expect(hit.mail?.decision?.bypass).to.equal(false);
    expect(hit.mail?.decision?.reasons.map(({ reason }) => reason)).to.include('guessed-id');
    const other = await write(mallory, '192.0.2.100', { subject, text: 'From elsewhere.\n' });
    expect(other.mail?.decision?.bypass).to.equal(true);
    const proven = await write(ana, '198.51.100.1', { subject, text: 'Mine.\n' });
    expect(proven.mail?.decision?.bypass).to.equal(true);
  });
});
