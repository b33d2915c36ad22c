/** Whom an answer goes to, what it crosses, and until when it can be taken back. */
import { expect } from 'chai';
import { newerThan } from '../../src/desk/crossing.ts';
import { recipientsOf } from '../../src/desk/recipients.ts';
import { undoableOf } from '../../src/desk/undo.ts';

const ana = 'ana@customer.example';
const isOurs = (address: string) => address.endsWith('@desk.example');
const ticket = { requester: { name: 'Ana', address: 'Ana@customer.example' } };
const inbound = (from: string, to: readonly string[], mark = 'requester') =>
  ({ kind: 'inbound', mark, from: { name: '', address: from }, to }) as const;

describe('an answer', () => {
  const all = (...history: Parameters<typeof recipientsOf>[2]) =>
    recipientsOf('reply-all', ticket, history, isOurs);

  it('goes to the requester, whoever wrote last', () => {
    const history = [inbound('eva@customer.example', ['support@desk.example'], 'participant')];
    expect(recipientsOf('reply', ticket, history, isOurs)).to.deep.equal({ to: [ana], cc: [] });
  });

  it('to all goes also to those whom the last mail names, each once, and to no address of ours', () => {
    const named = ['support@desk.example', 'Eva@customer.example', ana, 'eva@customer.example'];
    expect(all(inbound(ana, named))).to.deep.equal({ to: [ana], cc: ['eva@customer.example'] });
    expect(all(inbound('eva@customer.example', [ana], 'participant')).cc).to.deep.equal([
      'eva@customer.example',
    ]);
  });

  it('to all adds nobody by the word of a stranger or a forger', () => {
    const strange = inbound('x@elsewhere.example', ['y@elsewhere.example'], 'new-correspondent');
    expect(all(strange)).to.deep.equal({ to: [ana], cc: [] });
    expect(all(inbound(ana, ['eva@customer.example']), strange).cc).to.deep.equal(['eva@customer.example']);
  });

  it('that is a note or a forward names nobody by itself', () => {
    for (const kind of ['note', 'forward'] as const)
      expect(recipientsOf(kind, ticket, [inbound(ana, [])], isOurs)).to.deep.equal({ to: [], cc: [] });
  });

  it('crosses mails that came behind the last one seen, and no notes or events', () => {
    const history = ['inbound', 'event', 'note', 'reply'].map((kind, at) => ({ id: `${at}`, kind }) as const);
    const of = history as Parameters<typeof newerThan>[0] as { id: string; kind: 'reply' }[];
    expect(newerThan(of, '0').map(({ id }) => id)).to.deep.equal(['3']);
    expect(newerThan(of, '3')).to.deep.equal([]);
    expect(newerThan(of, 'gone').map(({ id }) => id)).to.deep.equal(['0', '3']);
  });

  it('can be taken back by its author alone, for so long, and once', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const by = (address: string) => ({ name: '', address });
    const sent = {
      id: 'a',
      kind: 'reply' as const,
      mark: 'staff',
      from: by('bob@desk.example'),
      createdAt: now,
    };
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    expect(undoableOf([sent], 'bob@desk.example', at(3), 10)).to.deep.equal({ message: 'a', until: at(10) });
    expect(undoableOf([sent], 'bob@desk.example', at(10), 10)).to.equal(null);
    expect(undoableOf([sent], 'kim@desk.example', at(3), 10)).to.equal(null);
    const undone = { ...sent, id: 'b', kind: 'event' as const, mark: 'undone' };
    expect(undoableOf([sent, undone], 'bob@desk.example', at(3), 10)).to.equal(null);
    expect(undoableOf([sent], 'bob@desk.example', now, 0)).to.equal(null);
  });
});
