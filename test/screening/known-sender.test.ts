import { expect } from 'chai';
import fc from 'fast-check';
import { settingsSchema } from '../../src/config/schema.ts';
import type { Facts, Match, Scoring, Trust } from '../../src/model/facts.ts';
import { screen } from '../../src/screening/screen.ts';
import { evidenceOf, someFacts } from '../support/facts.ts';

const noMatch: Match = {
  ticket: null,
  reopens: false,
  linkedTo: null,
  subjectIdOpen: false,
  outgoing: [],
  author: 'requester',
  findings: [],
};
const scored = (score: number): Scoring => ({
  kind: 'scored',
  score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 1 },
});

/** The reasons for mail with a score of 8 by somebody whom staff wrote to. */
function reasons(trust: Trust, trustKnown: number, change: Partial<Facts> = {}): string[] {
  const { screening } = settingsSchema.parse({ screening: { trustKnown } });
  const sender = { known: null, wrote: true, rates: [] };
  const facts = someFacts({ evidence: evidenceOf(trust), scoring: scored(8), sender, ...change });
  return screen(facts, noMatch, screening).findings.map(({ reason }) => reason);
}

describe('somebody whom staff wrote to', () => {
  it('loses points of his score where the evidence proves him and a setting says so', () => {
    expect(reasons('authenticated', 3)).to.deep.equal(['known-sender', 'clean']);
    expect(reasons('aligned', 3)).to.deep.equal(['known-sender', 'clean']);
    expect(reasons('authenticated', 1)).to.deep.equal(['known-sender', 'spam']);
  });

  it('loses none by default, where nothing proves him, or where there is no score', () => {
    expect(reasons('authenticated', 0)).to.deep.equal(['spam']);
    for (const trust of ['unproven', 'failed', 'unavailable'] as const)
      expect(reasons(trust, 3), trust).to.deep.equal(['spam']);
    expect(reasons('authenticated', 3, { scoring: { kind: 'off' } })).to.deep.equal(['not-scored']);
  });

  it('is nobody where staff did not write, or nobody asked', () => {
    expect(reasons('authenticated', 3, { sender: { known: true, wrote: false, rates: [] } })).to.deep.equal([
      'spam',
    ]);
    expect(reasons('authenticated', 3, { sender: { known: true, rates: [] } })).to.deep.equal(['spam']);
  });

  it('never has worse chances for it', () => {
    const rank = ['clean', 'spam', 'certain-spam'];
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 40, noNaN: true }),
        fc.integer({ min: 0, max: 100 }),
        (score, points) => {
          const last = (points: number) =>
            rank.indexOf(reasons('authenticated', points, { scoring: scored(score) }).at(-1) ?? '');
          expect(last(points)).to.be.at.most(last(0));
        },
      ),
    );
  });
});
