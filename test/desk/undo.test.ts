/** Taking an answer back, on a real store: the ticket stands as if nobody had answered. */
import { expect } from 'chai';
import { type ActionInput, actionSchema } from '../../src/desk/action.ts';
import type { TicketLine } from '../../src/model/inbox.ts';
import type { Actor } from '../../src/model/people.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { openedBy } from '../support/work.ts';

const everything = { address: '', departments: 'all' } as const;

describe('taking an answer back', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let bob: Actor;

  before(async () => {
    inbox = await startInbox();
    const { address, name, role, tier } = inbox.people.bob;
    bob = { kind: 'agent', id: null, address, name, role, tier, departments: ['support'], via: 'page' };
  });
  after(() => inbox?.remove());

  const act = (ticket: TicketLine, action: ActionInput) =>
    inbox.gateway.desk.act(bob, ticket.id, actionSchema.parse(action));
  const answer = async (ticket: TicketLine, over: Partial<Extract<ActionInput, { do: 'reply' }>> = {}) =>
    (await act(ticket, { do: 'reply', text: 'Wrong answer', undoSeconds: 30, ...over })).message ?? '';
  const lineOf = async ({ id }: TicketLine): Promise<TicketLine> =>
    (await inbox.gateway.store.inbox.ticket(everything, id)) ?? expect.fail();
  const standing = async (ticket: TicketLine) => {
    const { state, closedAt, waitUntil, owner } = await lineOf(ticket);
    return { state, closedAt, waitUntil, owner };
  };

  it('gives a ticket of nobody back to nobody', async () => {
    const ticket = await openedBy(inbox, 'Of nobody');
    await act(ticket, { do: 'undo', message: await answer(ticket) });
    expect(await standing(ticket)).to.deep.equal({
      state: 'new',
      closedAt: null,
      waitUntil: null,
      owner: null,
    });
  });

  for (const then of ['closed', 'waiting'] as const) {
    it(`leaves a closed ticket closed since when it was, though the answer made it ${then}`, async () => {
      const ticket = await openedBy(inbox, `Closed, ${then}`);
      await act(ticket, { do: 'state', state: 'closed' });
      const before = await standing(ticket);
      await act(ticket, { do: 'undo', message: await answer(ticket, { then }) });
      expect(before.closedAt).to.be.instanceOf(Date);
      expect(await standing(ticket)).to.deep.equal(before);
    });
  }

  it('lets a sleeping ticket sleep on', async () => {
    const ticket = await openedBy(inbox, 'Asleep');
    const until = new Date(Date.now() + 3_600_000);
    await act(ticket, { do: 'snooze', until: until.toISOString() });
    await act(ticket, { do: 'undo', message: await answer(ticket) });
    expect(await standing(ticket))
      .to.include({ state: 'waiting' })
      .and.deep.include({ waitUntil: until });
  });

  it('leaves what somebody changed since as he left it', async () => {
    const ticket = await openedBy(inbox, 'Changed since');
    const message = await answer(ticket);
    await act(ticket, { do: 'state', state: 'solved' });
    const before = await standing(ticket);
    await act(ticket, { do: 'undo', message });
    expect(await standing(ticket)).to.deep.equal({ ...before, owner: null });
  });

  it('leaves the ticket to a later answer', async () => {
    const ticket = await openedBy(inbox, 'Answered again');
    const first = await answer(ticket);
    await answer(ticket, { text: 'Right answer' });
    await act(ticket, { do: 'undo', message: first });
    expect(await standing(ticket)).to.include({ state: 'waiting', owner: bob.address });
  });

  it('leads back to the beginning by one answer after the other', async () => {
    const ticket = await openedBy(inbox, 'Two answers');
    const before = await standing(ticket);
    const first = await answer(ticket);
    const second = await answer(ticket, { then: 'closed' });
    for (const message of [second, first]) await act(ticket, { do: 'undo', message });
    expect(await standing(ticket)).to.deep.equal(before);
  });

  it('changes nothing where a message was only forwarded', async () => {
    const ticket = await openedBy(inbox, 'Forwarded');
    await act(ticket, { do: 'state', state: 'closed' });
    const before = await standing(ticket);
    const [first] = await inbox.gateway.store.tickets.messages(ticket.id);
    const forward: ActionInput = {
      do: 'forward',
      to: ['x@maker.example'],
      message: first?.id ?? '',
      undoSeconds: 30,
    };
    const { message } = await act(ticket, forward);
    await act(ticket, { do: 'undo', message: message ?? '' });
    expect(await standing(ticket)).to.deep.equal(before);
  });

  it('shows in lists what was said last before it', async () => {
    const ticket = await openedBy(inbox, 'Not answered');
    await act(ticket, { do: 'undo', message: await answer(ticket) });
    const line = await lineOf(ticket);
    expect(line).to.include({ messages: 1, preview: ticket.preview });
    expect(line.last).to.deep.equal(ticket.last);
  });

  it('counts it no more when the ticket is merged', async () => {
    const [ticket, into] = [await openedBy(inbox, 'Merged one'), await openedBy(inbox, 'Merged other')];
    await act(ticket, { do: 'undo', message: await answer(ticket) });
    await act(ticket, { do: 'merge', into: into.ticketId });
    expect((await lineOf(into)).messages).to.equal(2);
  });
});
