import { expect } from 'chai';
import mongoose from 'mongoose';
import { makeTryOut } from '../../../src/assembly/try-out/try-out.ts';
import { settingsSchema } from '../../../src/config/schema.ts';
import type { Decision } from '../../../src/decision.ts';
import { Failure } from '../../../src/failure.ts';
import type { Scoring } from '../../../src/model/facts.ts';
import type { Store } from '../../../src/model/ports.ts';
import type { Forecast, RuleDraft, TryOut, TryOutOptions } from '../../../src/model/rules.ts';
import { decision, type Nodes, newFiling, newMail, openOne } from '../../store/samples.ts';
import { compose } from '../../support/mail.ts';

const scored = (score: number): Scoring => ({
  kind: 'scored',
  score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 1 },
});
const span = () => ({ since: new Date(0), until: new Date() });
const rules = (...some: readonly unknown[]): RuleDraft => ({
  rules: some.map((one, at) => ({ name: `rule ${at}`, meant: true, ...(one as object) })),
  thresholds: null,
});
const against = (word: string) => rules({ when: { body: { contains: word } }, then: { quarantine: true } });

interface Came {
  readonly text?: string;
  readonly raw?: Buffer;
  readonly scoring?: Scoring;
  readonly decided?: Partial<Decision>;
  readonly subject?: string;
}

describe('trying a draft on what is stored', function () {
  this.timeout(60_000);
  let nodes: Nodes;
  let store: Store;
  let count = 0;

  beforeEach(async () => {
    ({ nodes, store } = await openOne());
  });
  afterEach(() => nodes.close());

  /** A mail that was decided upon. */
  async function came({
    text = 'Hello.',
    scoring = scored(1),
    decided = {},
    ...more
  }: Came): Promise<string> {
    const { subject = `About ${++count}` } = more;
    const raw = more.raw ?? compose({ from: 'Ann <ann@example.org>', subject, text });
    const mail = newMail(store, `key ${++count}`, { known: { evidence: null, scoring }, subject });
    const [accepted] = await store.mails.accept([mail], raw, true);
    if (!accepted?.claim) throw new Error('it was not accepted');
    const filing = await newFiling(store, accepted.claim);
    const found = { ...decision, ...decided };
    if (found.outcome === 'file') await store.mails.file({ ...filing, decision: found });
    else {
      const state = found.outcome === 'discard' ? 'discarded' : 'quarantined';
      const none = { open: null, ticket: null, messages: [], outgoing: [] };
      await store.mails.file({ ...filing, ...none, state, decision: { ...found, ticket: null } });
    }
    return accepted.id;
  }

  function tried(draft: RuleDraft, more: Partial<TryOutOptions> = {}, memoryMb = 256): Promise<Forecast> {
    const tryOut: TryOut = makeTryOut({
      store,
      settings: () => settingsSchema.parse({}),
      staff: () => [],
      now: () => new Date(),
      threads: 1,
      memoryMb,
    });
    return tryOut(draft, { ...span(), ...more });
  }

  it('takes the word of staff as the truth, and what they did where they gave none', async () => {
    const judged = await came({ text: 'zirconium' });
    await store.judgements.judge(judged, 'spam', 'kim@desk.example');
    const deleted = await came({ text: 'casino', decided: { outcome: 'quarantine' }, scoring: scored(9) });
    await store.mails.discard(deleted, 'phishing');
    const released = await came({ text: 'invoice', decided: { outcome: 'quarantine' }, scoring: scored(7) });
    await store.mails.retry(released, true);
    const [claimed] = await store.mails.claim(1);
    if (claimed) await store.mails.file(await newFiling(store, claimed.claim));
    const same = await tried(rules());
    expect(same).to.deep.include({ mails: 3, changed: 0, falsePositives: { before: 1, after: 1 } });
    expect(same.falseNegatives).to.deep.equal({ before: 1, after: 0 + 1 });
    const better = await tried({ ...against('zirconium'), thresholds: { quarantineAt: 8, rejectAt: 15 } });
    expect(better.falsePositives).to.deep.equal({ before: 1, after: 0 });
    expect(better.falseNegatives).to.deep.equal({ before: 1, after: 0 });
    expect(better.changes).to.have.length(2);
  });

  it('leaves mail with the bypass alone, also mail from before circumstances were kept', async () => {
    await came({ text: 'zirconium', decided: { bypass: true, ticket: '48213-K7QF' }, scoring: scored(20) });
    expect((await tried(against('zirconium'))).changed).to.equal(0);
    const even = rules({
      when: { body: { contains: 'zirconium' } },
      then: { discard: true },
      evenWithTicket: true,
    });
    expect((await tried(even)).changes[0]).to.deep.include({ from: 'file', to: 'discard' });
  });

  it('judges mail without a score by rules alone', async () => {
    await came({ text: 'zirconium', scoring: { kind: 'off' } });
    await came({ text: 'zirconium', scoring: { kind: 'unavailable', why: 'away' } });
    expect((await tried({ rules: [], thresholds: { quarantineAt: -5, rejectAt: 9 } })).changed).to.equal(0);
    expect((await tried(against('zirconium'))).changed).to.equal(2);
  });

  it('knows who was known when the mail came, though no rule asked then', async () => {
    await came({ text: 'first' });
    const known = rules({ when: { known: true }, then: { quarantine: true } });
    expect((await tried(known)).changed).to.equal(0);
    const later = await came({ text: 'second' });
    const { changes } = await tried(known);
    expect(changes[0]).to.deep.include({ count: 1, samples: [later] });
  });

  it('leaves loops and automatic mail of no ticket as they are', async () => {
    const loop = { stage: 'screen', reason: 'loop', detail: 'a mail of our own' } as const;
    await came({ decided: { outcome: 'discard', reasons: [loop] } });
    const automatic = { stage: 'nature', reason: 'automatic', detail: 'auto-reply: Precedence' } as const;
    const setAside = { stage: 'file', reason: 'set-aside', detail: 'auto-reply' } as const;
    await came({ decided: { outcome: 'discard', reasons: [automatic, setAside] } });
    expect((await tried(rules())).changed).to.equal(0);
    const all = await tried(rules({ when: { size: { above: 0 } }, then: { quarantine: true } }));
    expect(all.changes).to.have.length(1);
    expect(all.changes[0]).to.deep.include({ from: 'discard', to: 'quarantine', count: 1 });
  });

  it('goes by the whole subject, also where the row holds its beginning only', async () => {
    const subject = `${'printer '.repeat(30)}zirconium`;
    await came({ subject: subject.slice(0, 200), raw: compose({ subject }) });
    const draft = rules({ when: { subject: { ends: 'zirconium' } }, then: { quarantine: true } });
    expect((await tried(draft)).changed).to.equal(1);
  });

  it('judges mail whose bytes are gone by what its row tells', async () => {
    await came({ text: 'zirconium', scoring: scored(5) });
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    await client.db(nodes.target.database).collection('raw').deleteMany({});
    await client.close();
    const forecast = await tried({ ...against('zirconium'), thresholds: { quarantineAt: 4, rejectAt: 9 } });
    expect(forecast).to.deep.include({ mails: 1, changed: 1 });
  });

  it('takes a mail that costs a thread its memory as the reader does, and the others as they are', async () => {
    await came({ text: 'zirconium' });
    await came({ raw: Buffer.from(`Subject: Fire\r\n${'a:\n'.repeat(1_000_000)}\nzirconium`) });
    await came({ text: 'zirconium too' });
    const { mails, changed } = await tried(against('zirconium'), {}, 60);
    expect({ mails, changed }).to.deep.equal({ mails: 3, changed: 2 });
  });

  it('tells how far it is', async () => {
    for (const text of ['one', 'two', 'three']) await came({ text });
    const told: [number, number][] = [];
    await tried(against('two'), { progress: (done, all) => told.push([done, all]) });
    expect(told[0]).to.deep.equal([0, 3]);
    expect(told.at(-1)).to.deep.equal([3, 3]);
  });

  it('ends at once where nobody wants it any more', async () => {
    for (const text of ['one', 'two', 'three']) await came({ text });
    const stop = new AbortController();
    const reason = new Failure('shutting-down', 'stopped');
    const progress = () => stop.abort(reason);
    const failure = await tried(against('two'), { signal: stop.signal, progress }).catch((error) => error);
    expect(failure).to.equal(reason);
  });

  it('refuses a draft that cannot be read, and says why', async () => {
    const failure = await tried(rules({ when: { body: { contians: 'x' } }, then: { allow: true } })).catch(
      (error) => error,
    );
    expect(failure).to.be.instanceOf(Failure).and.to.include({ code: 'bad-usage' });
    expect(failure.message).to.include('did you mean contains');
  });

  it('changes nothing', async () => {
    const id = await came({ text: 'zirconium' });
    const before = await store.mails.find(id);
    await tried(against('zirconium'));
    expect(await store.mails.find(id)).to.deep.equal(before);
  });
});
