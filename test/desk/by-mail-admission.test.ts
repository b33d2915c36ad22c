import { expect } from 'chai';
import { admission } from '../../src/desk/by-mail.ts';
import { filesOf, wordsOf } from '../../src/desk/by-mail-text.ts';
import type { Mail } from '../../src/mail/mail.ts';
import type { AtDesk, Facts, Match, Trust } from '../../src/model/facts.ts';
import type { Actor } from '../../src/model/people.ts';
import { aDelivery, aMail, aTicket, evidenceOf, someFacts } from '../support/facts.ts';

const bob: Actor = {
  kind: 'agent',
  id: null,
  address: 'bob@desk.example',
  name: 'Bob',
  role: 'agent',
  tier: 2,
  departments: ['support'],
  via: 'mail',
};
const ticket = aTicket();
const door = (over: Partial<AtDesk> = {}): AtDesk => ({
  actor: bob,
  bound: { to: bob.address, ticket, note: false },
  elsewhere: false,
  history: [],
  answers: null,
  others: new Map(),
  ...over,
});
const match = { ticket, author: 'new-correspondent' } as Match;
const asked = (
  desk: AtDesk | null,
  trust: Trust = 'authenticated',
  mail: Partial<Mail> = {},
  facts: Partial<Facts> = {},
) =>
  admission(
    someFacts({
      desk,
      evidence: evidenceOf(trust),
      mail: aMail({ from: { name: 'Bob', address: 'Bob@desk.example' }, ...mail }),
      ...facts,
    }),
    match,
  );
const why = (given: ReturnType<typeof asked>) =>
  given?.kind === 'refused' ? [given.why, given.told] : given?.kind;

describe('a mail by staff', () => {
  it('is taken with address, evidence and rights', () => {
    expect(asked(door())).to.deep.equal({ kind: 'taken', ticket, actor: bob, note: false });
    expect(asked(door(), 'aligned')?.kind).to.equal('taken');
    expect(asked(door({ bound: { to: bob.address, ticket, note: true } }))).to.deep.include({ note: true });
  });

  it('is not taken without evidence, and nobody is written to', () => {
    for (const trust of ['unproven', 'unavailable'] as const)
      expect(why(asked(door(), trust)), trust).to.deep.equal(['unproven', null]);
    expect(why(asked(door(), 'failed'))).to.deep.equal(['forged', null]);
    expect(why(asked(door({ bound: null }), 'failed'))).to.deep.equal(['forged', null]);
  });

  it('is not taken without present rights', () => {
    expect(why(asked(door({ actor: null })))).to.deep.equal(['no-longer-staff', null]);
    const moved = door({ actor: { ...bob, departments: ['billing'] } });
    expect(why(asked(moved))).to.deep.equal(['department', bob.address]);
  });

  it('is not taken at another door, and he is told', () => {
    expect(why(asked(door({ bound: null })))).to.deep.equal(['no-reply-address', bob.address]);
    const hers = door({ bound: { to: 'lea@desk.example', ticket, note: false } });
    expect(why(asked(hers))).to.deep.equal(['address-of-another', bob.address]);
  });

  it('is taken once where it came to two of our addresses', () => {
    expect(why(asked(door({ bound: null, elsewhere: true })))).to.equal('echo');
  });

  it('is an ordinary mail where he wrote to the customer himself, or is one', () => {
    const toAna = { cc: [{ name: '', address: 'Ana@customer.example' }] };
    expect(asked(door({ bound: null }), 'authenticated', toAna)).to.equal(null);
    const own = aTicket({ participants: [bob.address] });
    expect(
      admission(
        someFacts({
          desk: door({ bound: null }),
          evidence: evidenceOf('authenticated'),
          mail: aMail({ from: { name: '', address: bob.address } }),
        }),
        { ...match, ticket: own },
      ),
    ).to.equal(null);
  });

  it('is not read where it is encrypted', () => {
    expect(why(asked(door(), 'authenticated', { protection: ['encrypted-pgp'] }))).to.deep.equal([
      'unreadable',
      bob.address,
    ]);
  });

  it('is seen and no more where his mailbox answers for him', () => {
    const nature = { kind: 'auto-reply', evidence: [] } as const;
    expect(why(asked(door(), 'authenticated', { nature }))).to.equal('absent');
    expect(why(asked(door({ bound: null }), 'failed', { nature }))).to.equal('absent');
  });

  it('is a program’s where it says the same over and over', () => {
    const facts = someFacts({
      desk: door(),
      evidence: evidenceOf('authenticated'),
      mail: aMail({ from: { name: '', address: bob.address } }),
    });
    expect(why(admission(facts, { ...match, author: 'program' }))).to.equal('absent');
  });

  it('is nothing to the desk where it is a bounce, or out of a file', () => {
    expect(asked(door(), 'authenticated', { nature: { kind: 'bounce', evidence: [] } })).to.equal(null);
    const delivery = aDelivery({ source: { kind: 'import', file: 'old.mbox' } });
    expect(asked(door(), 'authenticated', {}, { delivery })).to.equal(null);
  });

  it('of a stranger is a customer’s at an address for answers, and a note at one for notes', () => {
    const eve = { from: { name: 'Eve', address: 'eve@elsewhere.example' } };
    expect(asked(door({ actor: null }), 'authenticated', eve)).to.equal(null);
    const notes = door({ actor: null, bound: { to: bob.address, ticket, note: true } });
    expect(why(asked(notes, 'authenticated', eve))).to.deep.equal(['not-staff', null]);
  });
});

describe('what goes on of a mail by staff', () => {
  const marker = '-- Please reply above this line --';
  const words = (text: string, replyText = text, quotedText = '') =>
    wordsOf(aMail({ text, replyText, quotedText }));

  it('is what stands above our line, however it was quoted', () => {
    expect(words(`Yes.\n\nOn Monday, Support wrote:\n${marker}\nTicket 1\nsecret`)).to.equal('Yes.');
    expect(words(`Yes.\n${marker}\nTicket 1\nsecret`, `Yes.\nTicket 1\nsecret`, marker)).to.equal('Yes.');
    expect(words(`${marker}\nTicket 1\nsecret`, 'Ticket 1\nsecret', marker)).to.equal('');
    expect(words(`> ${marker}\n> Ticket 1\nYes, below.`, 'Yes, below.', `> ${marker}`)).to.equal(
      'Yes, below.',
    );
  });

  it('is the text beside HTML that was read to be our notice', () => {
    expect(words('Yes.', 'New ticket\nsecret', marker)).to.equal('Yes.');
  });

  it('is all of it where our line is not in it', () =>
    expect(words('Yes.\n\nCall me:\n1')).to.equal('Yes.\n\nCall me:\n1'));

  it('has his files, each once, and not the logo of his signature', () => {
    const file = {
      filename: 'a.pdf',
      contentType: 'application/pdf',
      size: 9,
      sha256: 'a',
      inline: false,
      contentId: null,
    };
    const logo = {
      ...file,
      filename: 'logo.png',
      contentType: 'image/png',
      sha256: 'b',
      inline: true,
      contentId: 'x',
    };
    const shot = { ...logo, filename: 'shot.png', sha256: 'c', size: 90_000 };
    const signature = { ...file, contentType: 'application/pkcs7-signature', sha256: 'd' };
    const sent = filesOf({ attachments: [file, file, logo, shot, signature] });
    expect(sent.map(({ filename }) => filename)).to.deep.equal(['a.pdf', 'shot.png']);
  });
});
