/** What the page tells of learning, and the safeguard against teaching one class alone. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { makeLearningDesk } from '../../src/assembly/learning.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import type { LearningCounts, LearningStore } from '../../src/model/judgements.ts';
import { aTicket, evidenceOf, someFacts } from '../support/facts.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';

const never = { count: 0, last: null };
const states = { queued: 0, learning: 0, learned: 0, nothing: 0, failed: 0, kept: 0, none: 0 };
const ticket = aTicket();
const reply = someFacts({
  evidence: evidenceOf('authenticated'),
  scoring: { kind: 'scored', score: { engine: 'rspamd', score: 0, action: 'no action', symbols: [], ms: 1 } },
  tickets: new Map([[ticket.number, ticket]]),
  said: new Map([[ticket.number, [{ ours: true, text: 'Use water.' }]]]),
});
const decision = { outcome: 'file', ticket: ticket.ticketId, author: 'requester' } as const;

describe('the desk of learning', () => {
  let server: Server;
  let asked = 0;
  let answer: { status: number; body: string };
  before((done) => {
    server = createServer((_, response) => {
      asked++;
      response.writeHead(answer.status).end(answer.body);
    }).listen(0, '127.0.0.1', done);
  });
  after(() => void server.close());

  const held = (spam: number, ham: number) => {
    const statfiles = [
      { symbol: 'BAYES_SPAM', revision: spam },
      { symbol: 'BAYES_HAM', revision: ham },
    ];
    return { status: 200, body: JSON.stringify({ statfiles }) };
  };
  const deskWith = (
    given: { controller?: string; hamFromReplies?: boolean; counts?: LearningCounts } = {},
  ) => {
    const { controller = `http://127.0.0.1:${(server.address() as AddressInfo).port}` } = given;
    const added: string[] = [];
    const counts = given.counts ?? { taught: { spam: never, ham: never }, states };
    const judgements = {
      counts: async () => counts,
      addHam: async (mail: string) => added.push(mail) > 0,
    } as unknown as LearningStore;
    const settings = settingsSchema.parse({
      screening: { rspamd: { controller }, learning: { hamFromReplies: given.hamFromReplies ?? true } },
    });
    const desk = makeLearningDesk({ judgements, log: silentLog, settings: () => settings });
    return { desk, added };
  };

  it('goes by what the filter itself holds', async () => {
    answer = held(400, 60);
    const status = await deskWith().desk.status();
    expect(status).to.deep.include({
      on: true,
      held: { spam: 400, ham: 60 },
      lopsided: 'spam',
      heldTrouble: null,
    });
  });

  it('goes by our own counts where the filter does not tell, and says why', async () => {
    answer = { status: 401, body: 'Unauthorized' };
    const counts = { taught: { spam: never, ham: { count: 51, last: new Date() } }, states };
    const status = await deskWith({ counts }).desk.status();
    expect(status).to.include({ on: true, held: null, lopsided: 'ham' });
    expect(status.heldTrouble).to.include('401');
  });

  it('is off without a controller, and asks nobody', async () => {
    const before = asked;
    const { desk, added } = deskWith({ controller: '' });
    expect(await desk.status()).to.include({ on: false, held: null, heldTrouble: null });
    desk.settled(reply, decision as never);
    expect([asked - before, added.length]).to.deep.equal([0, 0]);
  });

  it('learns good replies while both classes are in balance', async () => {
    answer = held(20, 60);
    const { desk, added } = deskWith();
    desk.settled(reply, decision as never);
    await eventually('the reply', async () => added.length === 1);
    expect(added).to.deep.equal([reply.delivery.id]);
  });

  it('pauses where too much ham was learned beside spam', async () => {
    answer = held(10, 60);
    const { desk, added } = deskWith();
    const before = asked;
    desk.settled(reply, decision as never);
    await eventually('the question', async () => asked > before);
    expect(await desk.status()).to.include({ lopsided: 'ham' });
    expect(added).to.deep.equal([]);
  });

  it('learns no replies where the settings do not ask for it', async () => {
    answer = held(20, 20);
    const { desk, added } = deskWith({ hamFromReplies: false });
    desk.settled(reply, decision as never);
    await desk.status();
    expect(added).to.deep.equal([]);
  });
});
