import { expect } from 'chai';
import type { Known } from '../../src/model/facts.ts';
import type { Store } from '../../src/model/ports.ts';
import { decision, type Nodes, newFiling, newMail, openOne } from './samples.ts';

const hourMs = 3_600_000;

describe('recorded scores', () => {
  let nodes: Nodes;
  let store: Store;
  beforeEach(async () => {
    ({ nodes, store } = await openOne());
  });
  afterEach(() => nodes.close());

  const scored = (ms: number, ...symbols: [name: string, score: number][]): Known => ({
    evidence: null,
    scoring: {
      kind: 'scored',
      score: {
        engine: 'rspamd',
        score: 0,
        action: 'no action',
        ms,
        symbols: symbols.map(([name, score]) => ({ name, score, options: [] })),
      },
    },
  });

  async function settle(key: string, known: Known, state: 'filed' | 'quarantined' = 'filed'): Promise<void> {
    const [accepted] = await store.mails.accept([newMail(store, key, { known })], Buffer.from(key), true);
    if (accepted?.claim == null) throw new Error('nothing was accepted');
    const filing = await newFiling(store, accepted.claim);
    if (state === 'filed') await store.mails.file(filing);
    else {
      const held = { ...filing, open: null, ticket: null, messages: [], outgoing: [] };
      await store.mails.file({ ...held, state, decision: { ...decision, outcome: 'quarantine' } });
    }
  }

  it('tell how often each symbol fired, with how many points, and in how much mail that was held', async () => {
    await settle('one', scored(10, ['BAYES_SPAM', 5], ['MIME_GOOD', -0.1]), 'quarantined');
    await settle('two', scored(20, ['BAYES_SPAM', 3]));
    await settle('three', scored(20, ['MIME_GOOD', -0.1]));
    await settle('four', { evidence: null, scoring: { kind: 'off' } });
    const recent = await store.scores.recent(new Date(Date.now() - hourMs), 100);
    expect(recent).to.deep.equal({
      mails: 3,
      held: 1,
      times: new Map([
        [10, 1],
        [20, 2],
      ]),
      symbols: [
        { name: 'BAYES_SPAM', mails: 2, mean: 4, held: 1 },
        { name: 'MIME_GOOD', mails: 2, mean: -0.1, held: 1 },
      ],
    });
  });

  it('are those of the newest mail, and of the time that was asked for', async () => {
    await settle('one', scored(10, ['OLD', 1]));
    await settle('two', scored(10, ['NEW', 1]));
    const { symbols } = await store.scores.recent(new Date(0), 1);
    expect(symbols.map(({ name }) => name)).to.deep.equal(['NEW']);
    const none = await store.scores.recent(new Date(Date.now() + hourMs), 100);
    expect(none).to.deep.equal({ mails: 0, held: 0, symbols: [], times: new Map() });
  });
});
