import { expect } from 'chai';
import type { Scoring } from '../src/model/facts.ts';
import { makePipeline, type PipelineParts } from '../src/pipeline.ts';
import { aDelivery } from './support/facts.ts';

/** A pipeline over a stored mail, that notes what is done; reading ends the test. */
function rig(answer: Scoring) {
  const done: string[] = [];
  const parts = {
    store: {
      mails: {
        raw: async () => Buffer.from('Subject: x\r\n\r\n'),
        postpone: async (_claim: unknown, until: Date, trouble: { reason: string; detail: string }) => {
          done.push(`held until ${until.toISOString()}: ${trouble.reason}, ${trouble.detail}`);
        },
      },
    },
    reader: {
      read: async () => {
        done.push('read');
        throw new Error('enough');
      },
    },
    gather: {
      now: () => new Date('2026-03-03T10:00:00Z'),
      scorer: {
        score: async () => {
          done.push('asked');
          return answer;
        },
      },
    },
    holdMs: 15_000,
  } as unknown as PipelineParts;
  return { pipeline: makePipeline(parts), done };
}

const held = { evidence: null, scoring: { kind: 'unavailable', why: 'refused' } } as const;
const claimed = (change: Parameters<typeof aDelivery>[0]) => ({
  claim: { id: 'a', owner: 'me', epoch: 1 },
  delivery: aDelivery(change),
  attempts: 0,
});
const scored: Scoring = {
  kind: 'scored',
  score: { engine: 'rspamd', score: 1, action: 'no action', symbols: [], ms: 1 },
};

describe('a mail held for the scorer', () => {
  it('is not read while the scorer is away: a backlog would take all the time there is', async () => {
    const { pipeline, done } = rig({ kind: 'unavailable', why: 'still away' });
    await pipeline.file(claimed({ known: held }), null);
    expect(done).to.deep.equal(['asked', 'held until 2026-03-03T10:00:15.000Z: unscreened, still away']);
  });

  it('is read when the scorer is back', async () => {
    const { pipeline, done } = rig(scored);
    await pipeline.file(claimed({ known: held }), null).catch(() => {});
    expect(done).to.deep.equal(['asked', 'read']);
  });

  it('is read at once where staff released it, or where it was never decided upon', async () => {
    for (const change of [{ known: held, released: true }, {}]) {
      const { pipeline, done } = rig(scored);
      await pipeline.file(claimed(change), null).catch(() => {});
      expect(done).to.deep.equal(['read']);
    }
  });
});
