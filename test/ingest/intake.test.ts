import { expect } from 'chai';
import type { Decision, Outcome } from '../../src/decision.ts';
import { Failure } from '../../src/failure.ts';
import { type IntakeParts, makeIntake } from '../../src/ingest/intake.ts';
import type { Accepted, ClaimedMail, NewMail } from '../../src/model/mail-store.ts';
import type { Arrival, Preview } from '../../src/model/ports.ts';
import { aDelivery, someFacts } from '../support/facts.ts';

const arrival: Arrival = {
  raw: Buffer.from('Subject: x\r\n\r\ny\r\n'),
  envelope: { sender: 'ana@customer.example', recipients: ['a@desk.example', 'b@desk.example'] },
  source: aDelivery().source,
  acceptedAt: new Date(),
  lanes: [
    { lane: 'a@desk.example', recipient: 'a@desk.example' },
    { lane: 'b@desk.example', recipient: 'b@desk.example' },
  ],
};

function preview(lane: string, outcome: Outcome): Preview {
  const delivery = aDelivery({ lane, id: lane });
  const decision: Decision = {
    outcome,
    bypass: false,
    reasons: [{ stage: 'screen', reason: outcome === 'reject' ? 'certain-spam' : 'clean', detail: '' }],
    ticket: 'new',
    department: 'support',
    receipt: { send: false, reason: 'receipts-off' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: 'requester',
    unscreened: false,
  };
  return { delivery, facts: someFacts({ delivery }), decision };
}

function intake(outcomes: Outcome[], change: Partial<IntakeParts> = {}) {
  const seen = {
    accepted: [] as NewMail[],
    filed: [] as { mail: ClaimedMail; canRefuse: boolean }[],
    rejected: 0,
    held: false,
  };
  const parts: IntakeParts = {
    mails: {
      accept: async (mails: readonly NewMail[], _raw: Uint8Array, hold: boolean): Promise<Accepted[]> => {
        seen.accepted.push(...mails);
        seen.held = hold;
        return mails.map(({ id }) => ({
          id,
          duplicate: false,
          claim: hold ? { id, owner: 'me', epoch: 1 } : null,
        }));
      },
    } as unknown as IntakeParts['mails'],
    lane: (recipient) => recipient,
    preview: async () => outcomes.map((outcome, i) => preview(arrival.lanes[i]?.lane ?? '', outcome)),
    fileAtOnce: async () => false,
    hasRoom: () => true,
    file: (mail, { canRefuse }) => seen.filed.push({ mail, canRefuse }),
    rejected: () => {
      seen.rejected += 1;
    },
    accepted: () => {},
    ...change,
  };
  return { take: () => makeIntake(parts).take(arrival), seen };
}

describe('the intake', () => {
  it('keeps a mail for each lane, and files what this node holds', async () => {
    const { take, seen } = intake(['file', 'file']);
    expect(await take()).to.deep.equal({ id: 'a@desk.example', duplicate: false });
    expect(seen.accepted.map(({ lane }) => lane)).to.deep.equal(['a@desk.example', 'b@desk.example']);
    expect(seen.filed).to.have.length(2);
  });

  it('refuses what every lane refuses, without a row', async () => {
    const { take, seen } = intake(['reject', 'reject']);
    const failure = await take().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Failure).and.include({ reply: 550, status: '5.7.1' });
    expect(seen.accepted).to.deep.equal([]);
    expect(seen.rejected).to.equal(1);
  });

  it('keeps what one lane takes, and refuses it no more in the other', async () => {
    const { take, seen } = intake(['reject', 'file']);
    await take();
    expect(seen.accepted).to.have.length(2);
    expect(seen.filed.map(({ canRefuse }) => canRefuse)).to.deep.equal([false, false]);
  });

  it('files a mail for one lane in the write that makes it durable', async () => {
    const { take, seen } = intake(['file'], { fileAtOnce: async () => true });
    expect(await take()).to.deep.equal({ id: 'a@desk.example', duplicate: false });
    expect(seen.accepted).to.deep.equal([]);
  });

  it('accepts a mail first that is known, so as to tell whether it came before', async () => {
    const { take, seen } = intake(['file'], { fileAtOnce: async () => false });
    await take();
    expect(seen.accepted).to.have.length(1);
  });

  it('leaves a mail to whoever claims it where the worker has no room', async () => {
    const { take, seen } = intake(['file', 'file'], { hasRoom: () => false });
    await take();
    expect(seen.held).to.equal(false);
    expect(seen.filed).to.deep.equal([]);
  });

  it('never says yes where the store did not', async () => {
    const away = new Failure('store-unavailable', 'try again later');
    const mails = { accept: () => Promise.reject(away) } as unknown as IntakeParts['mails'];
    const { take, seen } = intake(['file', 'file'], { mails });
    expect(await take().catch((error: unknown) => error)).to.equal(away);
    expect(seen.filed).to.deep.equal([]);
  });
});
