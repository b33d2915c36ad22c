/** Files that go along with an answer: kept ones, and no others. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';
import { type Client, makeClient, tokenOf } from './client.ts';

const attachmentBytes = 4096;

describe('files of an answer, through the API,', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let bob: Client;
  let ticket: { id: string; state: string };
  let forwarded: string;

  before(async () => {
    inbox = await startInbox({ inbox: { attachmentBytes } });
    bob = await makeClient(inbox.base, await tokenOf(inbox, 'bob', ['tickets:read', 'tickets:write']));
    await inbox.mail({ subject: 'The printer is on fire' });
    ticket = await eventually(
      'the ticket',
      async () => (await bob.call('GET', '/tickets')).body.items[0] ?? null,
    );
    const { items } = (await bob.call('GET', `/tickets/${ticket.id}/messages`)).body;
    forwarded = items.find(({ kind }: { kind: string }) => kind === 'inbound').id;
  });
  after(() => inbox?.remove());

  const keep = async (raw: string): Promise<Record<string, unknown>> => {
    const headers = { 'Content-Type': 'application/octet-stream' };
    return (await bob.call('POST', '/uploads?filename=a.txt', { raw, headers })).body;
  };
  const act = (body: object) => bob.call('POST', `/tickets/${ticket.id}/actions`, { body });
  const madeUp = { filename: 'x.pdf', contentType: 'application/pdf', size: 10, sha256: 'a'.repeat(64) };
  const actions = () => [
    { do: 'reply', text: 'See the file.' },
    { do: 'forward', to: ['eva@customer.example'], message: forwarded },
    { do: 'note', text: 'See the file.' },
  ];

  it('are refused by their place where they were never uploaded, and nothing is done', async () => {
    const good = await keep('good');
    for (const action of actions()) {
      const { status, body } = await act({ ...action, attachments: [good, madeUp] });
      expect([status, body.code], action.do).to.deep.equal([422, 'invalid']);
      expect(body.errors[0].pointer).to.equal('/attachments/1/sha256');
    }
    expect((await bob.call('GET', `/tickets/${ticket.id}`)).body.state).to.equal(ticket.state);
  });

  it('are no mails of others, whose bytes lie with them', async () => {
    const [mail] = await inbox.gateway.store.mails.list({ limit: 1 });
    const raw = await inbox.gateway.store.mails.raw(mail?.id ?? '');
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const { body } = await act({ do: 'note', text: 'Mine now.', attachments: [{ ...madeUp, sha256 }] });
    expect(body.errors[0].detail).to.include('no such file');
  });

  it('are as large as what was kept, whatever is said of them', async () => {
    const file = { ...(await keep('four')), size: 1 };
    const { body } = await act({ do: 'note', text: 'With a file.', attachments: [file] });
    const { attachments } = (await bob.call('GET', `/messages/${body.message}`)).body;
    expect(attachments.map(({ size }: { size: number }) => size)).to.deep.equal([4]);
  });

  it('are refused where they are too large together', async () => {
    const half = await keep('x'.repeat(attachmentBytes * 0.6));
    for (const action of actions()) {
      const { status, body } = await act({ ...action, attachments: [half, { ...half, size: 1 }] });
      expect([status, body.errors?.[0].pointer], action.do).to.deep.equal([422, '/attachments']);
    }
  });
});
