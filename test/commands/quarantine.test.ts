/** `postern quarantine`: found by sender and reason, released, allowed, deleted and marked, several at once. */
import { expect } from 'chai';
import type { Decision, Reason } from '../../src/decision.ts';
import type { Known } from '../../src/model/facts.ts';
import { newMail } from '../store/samples.ts';
import { evidenceOf } from '../support/facts.ts';
import { type Desk, openDesk } from './cli.ts';

describe('postern quarantine', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk.close());

  const known = (score: number | null, trust: 'authenticated' | 'unproven'): Known => ({
    evidence: evidenceOf(trust),
    scoring:
      score === null
        ? { kind: 'off' }
        : { kind: 'scored', score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 1 } },
  });
  const decision = (reason: Reason, detail: string, score: number | null): Decision => ({
    outcome: 'quarantine',
    bypass: false,
    reasons: [{ stage: 'screen', reason, detail }],
    ticket: null,
    department: null,
    receipt: { send: false, reason: 'quarantined-mail' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: 'requester',
    unscreened: false,
    ...(score === null ? {} : { score }),
  });

  /** A held mail; gives its ID. */
  async function held(
    key: string,
    {
      reason = 'spam' as Reason,
      detail = '',
      score = 7 as number | null,
      trust = 'authenticated' as const,
      from = 'ann@example.org',
    } = {},
  ): Promise<string> {
    const mail = newMail(desk.store, key, { from, known: known(score, trust) });
    const [accepted] = await desk.store.mails.accept(
      [mail],
      Buffer.from(`Subject: ${key}\r\n\r\n${key}`),
      true,
    );
    if (accepted?.claim == null) throw new Error('nothing was accepted');
    await desk.store.mails.file({
      claim: accepted.claim,
      state: 'quarantined',
      decision: decision(reason, detail, score),
      open: null,
      change: null,
      ticket: null,
      messages: [],
      outgoing: [],
      reports: [],
    });
    return accepted.id;
  }
  const listed = async (...args: string[]): Promise<string[]> =>
    (await desk.json('quarantine', 'list', ...args)).map(({ id }: { id: string }) => id);
  const stateOf = async (id: string) => (await desk.store.mails.find(id))?.state;

  it('lists by sender, reason and score', async () => {
    const low = await held('low', { score: 6.2 });
    const high = await held('high', {
      score: 14,
      from: 'eve@bad.example',
      detail: 'score 14 of 6: PHISHING',
    });
    const rule = await held('rule', { score: null, reason: 'denied', detail: '@bad.example' });
    expect(await listed()).to.deep.equal([rule, high, low]);
    expect(await listed('--order', 'score')).to.deep.equal([high, low, rule]);
    expect(await listed('--sender', 'BAD.example')).to.deep.equal([high]);
    expect(await listed('--reason', 'denied')).to.deep.equal([rule]);
    expect(await listed('--search', 'phishing')).to.deep.equal([high]);
    const { stdout } = await desk.postern('quarantine', 'list');
    expect(stdout)
      .to.include('14.0')
      .and.include('spam: score 14 of 6: PHISHING')
      .and.include('eve@bad.example');
    expect((await desk.postern('quarantine', 'list', '--reason', 'spma')).code).to.equal(64);
  });

  it('releases several at once, and teaches or allows where that is asked for', async () => {
    const [one, two, three] = [await held('one'), await held('two'), await held('three')];
    const done = await desk.json('quarantine', 'release', one, two);
    expect(done).to.deep.equal([one, two].map((id) => ({ id, done: true, result: 'done' })));
    expect(await stateOf(one)).to.equal('accepted');
    expect((await desk.postern('quarantine', 'release', three, '--allow', '--teach')).code).to.equal(64);
    expect((await desk.postern('quarantine', 'release', three, '--allow')).code).to.equal(0);
    const [entry] = await desk.store.lists.all();
    expect(entry).to.include({ list: 'allow', pattern: 'ann@example.org' });
    const four = await held('four');
    await desk.json('quarantine', 'release', four, '--teach');
    expect((await desk.store.judgements.of([four])).get(four)?.kind).to.equal('ham');
    const trail = await desk.json('audit', 'list', '--subject', three);
    expect(trail[0]).to.deep.include({ action: 'quarantine.allow' });
    expect(trail[0].detail).to.include({ via: 'command', allowed: 'ann@example.org' });
  });

  it('does not allow whom nothing proves', async () => {
    const id = await held('forged', { trust: 'unproven' as never });
    const { code, stdout } = await desk.postern('quarantine', 'release', id, '--allow');
    expect(code).to.equal(1);
    expect(stdout).to.include('nothing proves its sender');
    expect(await stateOf(id)).to.equal('quarantined');
  });

  it('marks as spam, and exits 1 for what is settled', async () => {
    const id = await held('rubbish');
    expect((await desk.postern('quarantine', 'spam', id)).stdout).to.include('learn as spam');
    expect(await stateOf(id)).to.equal('discarded');
    expect((await desk.store.judgements.of([id])).get(id)?.kind).to.equal('spam');
    expect((await desk.postern('quarantine', 'spam', id)).code).to.equal(1);
    expect((await desk.postern('quarantine', 'spam', '65a1b2c3d4e5f60718293a4b')).code).to.equal(1);
  });
});
