/** What is decided about copies. */
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { type CopyFields, copyOf, messageIn } from '../../src/mirror/copy.ts';
import { findingOf } from '../../src/mirror/finding.ts';
import { folderTree } from '../../src/mirror/folders.ts';
import { type Known, planCopies } from '../../src/mirror/plan.ts';
import type { MirrorCopy, Place } from '../../src/model/mirroring.ts';
import type { TicketMessage } from '../../src/model/ticket-store.ts';

const at = (folder: string, uid = 1, uidValidity = '7'): Place => ({ folder, uidValidity, uid });
const copy = (over: Partial<MirrorCopy> = {}): MirrorCopy => ({
  message: 'a'.repeat(24),
  place: at('Support/Open'),
  intended: null,
  seen: false,
  flagged: false,
  gone: false,
  waiting: false,
  ...over,
});

describe('the tree of folders', () => {
  const departments = settingsSchema.parse({
    departments: [
      { name: 'support', title: 'Help/Desk 2.0', addresses: ['support@desk.example'] },
      { name: 'second-line', title: 'help-desk 2-0', addresses: ['second@desk.example'] },
      { name: 'billing', addresses: ['billing@desk.example'] },
    ],
  }).departments;

  it('has a folder for each department and state, which servers can name, each once', () => {
    const tree = folderTree({ root: '', language: 'en' }, departments);
    const names = [...tree.folders.keys()];
    expect(names).to.have.length(15);
    expect(new Set(names.map((name) => name.toLowerCase())).size).to.equal(15);
    expect(names).to.include.members([
      'Help-Desk 2-0/Open',
      'help-desk 2-0 (second-line)/Open',
      'Billing/Closed',
    ]);
    for (const name of names) expect(name).to.match(/^[^/.]+\/[^/.]+$/);
  });

  it('leads from a ticket to its folder and back, in the language of the settings, below the root', () => {
    const tree = folderTree({ root: 'Tickets', language: 'de' }, departments);
    expect(tree.folderOf({ department: 'billing', state: 'new' })).to.equal('Tickets/Billing/Offen');
    expect(tree.folderOf({ department: 'billing', state: 'solved' })).to.equal('Tickets/Billing/Gelöst');
    expect(tree.folders.get('Tickets/Billing/Gelöst')).to.deep.equal({
      department: 'billing',
      state: 'solved',
    });
    expect(tree.folderOf({ department: 'gone', state: 'open' })).to.equal(null);
  });
});

describe('a mail that comes up in a folder', () => {
  it('is told from what we know of it', () => {
    expect(findingOf(at('Support/Open'), null)).to.equal('foreign');
    expect(findingOf(at('Support/Open'), copy())).to.equal('known');
    expect(findingOf(at('Support/Open', 2), copy())).to.equal('double');
    expect(findingOf(at('Support/Open', 1, '8'), copy())).to.equal('arrived');
    expect(findingOf(at('Support/Closed'), copy())).to.equal('moved');
    expect(findingOf(at('Support/Closed'), copy({ intended: 'Support/Closed' }))).to.equal('arrived');
    expect(findingOf(at('Support/Closed'), copy({ intended: 'Support/Solved' }))).to.equal('moved');
    expect(findingOf(at('Support/Closed'), copy({ place: null, gone: true }))).to.equal('arrived');
  });
});

describe('what is done to the copies of a ticket', () => {
  const message = (id: string, over: Partial<TicketMessage> = {}) =>
    ({ id, kind: 'inbound', mail: 'm', outgoing: null, ...over }) as TicketMessage;
  const plan = (over: Partial<Known>) =>
    planCopies({
      ticket: { state: 'open', priority: 'normal' },
      folder: 'Support/Open',
      messages: [message('1')],
      copies: new Map(),
      outgoing: new Map(),
      notes: false,
      ...over,
    }).map((step) => `${step.do} ${step.message.id}`);
  const known = (id: string, over: Partial<MirrorCopy> = {}) => ({ copies: new Map([[id, copy(over)]]) });

  it('puts in what is missing, and what was begun and not found', () => {
    expect(plan({})).to.deep.equal(['append 1']);
    expect(plan(known('1', { place: null, intended: 'Support/Open' }))).to.deep.equal(['append 1']);
    expect(plan(known('1'))).to.deep.equal([]);
  });

  it('leaves out what a person took away, receipts, events, and notes where they are not wanted', () => {
    expect(plan(known('1', { gone: true, place: null }))).to.deep.equal([]);
    const messages = [
      message('2', { kind: 'receipt', outgoing: 'o' }),
      message('3', { kind: 'event', mail: null }),
      message('4', { kind: 'note', mail: null }),
    ];
    expect(plan({ messages })).to.deep.equal([]);
    expect(plan({ messages, notes: true })).to.deep.equal(['append 4']);
  });

  it('waits for answers until they are sent, and drops those that never are', () => {
    const messages = [message('5', { kind: 'reply', mail: null, outgoing: 'o' })];
    const by = (state: 'queued' | 'sent' | 'cancelled', over: Partial<Known> = {}) =>
      plan({ messages, outgoing: new Map([['o', state]]), ...over });
    expect(by('queued')).to.deep.equal(['wait 5']);
    expect(by('queued', known('5', { place: null, waiting: true }))).to.deep.equal([]);
    expect(by('sent', known('5', { place: null, waiting: true }))).to.deep.equal(['append 5']);
    expect(by('cancelled', known('5', { place: null, waiting: true }))).to.deep.equal(['drop 5']);
    expect(by('cancelled')).to.deep.equal([]);
  });

  it('moves what lies elsewhere, marks what is urgent, and never marks as unread', () => {
    expect(plan({ folder: 'Support/Closed', ...known('1') })).to.deep.equal(['move 1']);
    expect(plan({ ticket: { state: 'open', priority: 'high' }, ...known('1') })).to.deep.equal(['flag 1']);
    expect(plan({ ticket: { state: 'solved', priority: 'low' }, ...known('1') })).to.deep.equal(['flag 1']);
    expect(plan(known('1', { seen: true }))).to.deep.equal([]);
  });
});

describe('a copy', () => {
  const id = 'b'.repeat(24);
  const fields = { ticketId: '48213-K7QF', message: id, hostname: 'desk.example', replyTo: null };
  const made = (raw: string, over: Partial<CopyFields> = {}) =>
    copyOf(Buffer.from(raw, 'latin1'), { ...fields, ...over }).toString('latin1');

  it('is the mail as it was, below fields of ours', () => {
    const raw = 'From: a@b.example\r\nSubject: Gr\xfc\xdfe\r\n folded\r\n\r\nBody\r\n\r\nmore\r\n';
    expect(made(raw)).to.equal(
      `X-Postern-Ticket: 48213-K7QF\r\nX-Postern-Message: ${id}\r\nX-Postern-Loop: desk.example\r\n${raw}`,
    );
    expect(messageIn(made(raw))).to.equal(id);
  });

  it('carries no such field of the mail itself, folded or not', () => {
    const forged = `X-Postern-Message:\r\n ${'f'.repeat(24)}\r\nX-POSTERN-TICKET: 1\r\nSubject: x\r\n\r\nX-Postern-Message: stays\r\n`;
    const copied = made(forged);
    expect(copied).not.to.include('f'.repeat(24));
    expect(copied).to.include('X-Postern-Message: stays');
    expect(messageIn(copied)).to.equal(id);
  });

  it('has the line ends that IMAP wants, and is made of a mail without a body or a header too', () => {
    expect(made('Subject: x\n\nBody\n')).to.match(/Subject: x\r\n\r\nBody\r\n$/);
    expect(made('Subject: x')).to.match(/desk\.example\r\nSubject: x\r\n$/);
    expect(made('\r\nBody')).to.match(/desk\.example\r\n\r\nBody$/);
    expect(made('')).to.match(/desk\.example\r\n/);
  });

  it('sends answers to another address where it is told to', () => {
    const copied = made('Reply-To: <a@b.example>,\r\n <c@b.example>\r\nSubject: x\r\n\r\n', {
      replyTo: 's@desk.example',
    });
    expect(copied).to.include('Reply-To: <s@desk.example>\r\nSubject').and.not.to.include('b.example');
  });
});
