import { expect } from 'chai';
import type { Decision } from '../../src/decision.ts';
import { scoreOf } from '../../src/model/mail-store.ts';
import { evidenceOf } from '../support/facts.ts';

describe('the score of a mail', () => {
  const scoring = {
    kind: 'scored',
    score: { engine: 'rspamd', score: 0.9, action: 'no action', symbols: [], ms: 1 },
  } as const;
  const known = { evidence: evidenceOf('unproven'), scoring };
  const decision: Decision = {
    outcome: 'quarantine',
    bypass: false,
    reasons: [],
    ticket: null,
    department: null,
    receipt: { send: false, reason: 'quarantined-mail' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: 'requester',
    unscreened: false,
  };

  it('is the one that decided', () =>
    expect(scoreOf({ known, decision: { ...decision, score: 8.9 } })).to.equal(8.9));

  it('is the scorer’s in old records, and where nothing is decided yet', () => {
    expect(scoreOf({ known, decision })).to.equal(0.9);
    expect(scoreOf({ known, decision: null })).to.equal(0.9);
  });

  it('is none where nothing was scored', () =>
    expect(scoreOf({ known: { ...known, scoring: { kind: 'off' } }, decision })).to.equal(null));
});
