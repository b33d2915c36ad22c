import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Outcome } from '../../src/decision.ts';
import type { Score } from '../../src/model/facts.ts';
import { decision, newFiling, newMail } from '../store/samples.ts';
import { compose } from '../support/mail.ts';
import { type Desk, openDesk, run } from './cli.ts';

const scored = (score: number): Score => ({
  engine: 'rspamd',
  score,
  action: 'no action',
  symbols: [],
  ms: 1,
});

describe('postern rules test', () => {
  let desk: Desk;
  let ham = '';
  let spam = '';

  before(async () => {
    desk = await openDesk();
    ham = await past('The printer smokes', 5, 'file');
    spam = await past('Buy zirconium', 4, 'file');
    await past('Casino', 9, 'quarantine');
    await past('Lottery', 8, 'quarantine');
    await desk.store.mails.accept([newMail(desk.store, 'undecided')], Buffer.from('undecided'), false);
    await desk.store.judgements.judge(ham, 'ham', 'kim@desk.example');
    await desk.store.judgements.judge(spam, 'spam', 'kim@desk.example');
  });
  after(() => desk?.close());

  /** A mail that came and was decided upon. */
  async function past(
    subject: string,
    score: number,
    outcome: Outcome & ('file' | 'quarantine'),
  ): Promise<string> {
    const { store } = desk;
    const known = { evidence: null, scoring: { kind: 'scored', score: scored(score) } } as const;
    const mail = newMail(store, subject, { known, subject });
    const raw = compose({ from: 'Ann <ann@example.org>', subject, text: `This is about ${subject}.` });
    const [accepted] = await store.mails.accept([mail], raw, true);
    if (!accepted?.claim) throw new Error('it was not accepted');
    const filing = await newFiling(store, accepted.claim);
    if (outcome === 'file') await store.mails.file(filing);
    else {
      const held = { ...filing, open: null, ticket: null, messages: [], outgoing: [] };
      const found = { ...decision, outcome, ticket: null };
      await store.mails.file({ ...held, state: 'quarantined', decision: found });
    }
    return accepted.id;
  }

  async function file(yaml: string): Promise<string> {
    const name = join(desk.folder, 'rules.yaml');
    await writeFile(name, yaml);
    return name;
  }

  const quarantining = (word: string) =>
    `rules:\n  - name: one\n    when: {body: {contains: ${word}}}\n    then: {quarantine: true}\n`;

  it('prints how many mails would change their fate, from what to what, as the contract says', async () => {
    const { code, stdout } = await desk.postern(
      ...['rules', 'test', await file(quarantining('zirconium')), '--since', '1h', '--json'],
    );
    expect(JSON.parse(stdout)).to.deep.equal({
      mails: 4,
      changed: 1,
      changes: [{ from: 'file', to: 'quarantine', count: 1, samples: [spam] }],
      falsePositives: { before: 0, after: 0 },
      falseNegatives: { before: 1, after: 0 },
    });
    expect(code).to.equal(0);
  });

  it('exits 1 where more good mail would be kept back, or more spam let through', async () => {
    const worse = await desk.postern('rules', 'test', await file(quarantining('printer')), '--json');
    expect(JSON.parse(worse.stdout).falsePositives).to.deep.equal({ before: 0, after: 1 });
    expect(worse.code).to.equal(1);
    const empty = await desk.postern('rules', 'test', await file('rules: []\n'), '--json');
    expect(JSON.parse(empty.stdout).changed).to.equal(0);
    expect(empty.code).to.equal(0);
  });

  it('tells it in words on a terminal', async () => {
    const { stdout } = await desk.postern('rules', 'test', await file(quarantining('printer')));
    expect(stdout).to.include('4 mails looked at, 1 would meet another fate.');
    expect(stdout).to.match(/1\s+filed\s+quarantined\s+[0-9a-f]{24}/);
    expect(stdout).to.include('Good mail kept back, by the word of staff: 0, then 1 (worse)');
    expect(stdout).to.include('Spam let through, by the word of staff: 1, then 1 (as before)');
  });

  it('tries other thresholds, with the active rules where no file is named', async () => {
    const lower = await desk.postern('rules', 'test', '--quarantine-at', '4.5', '--json');
    expect(JSON.parse(lower.stdout)).to.deep.include({ changed: 1, falsePositives: { before: 0, after: 1 } });
    const higher = await desk.postern('rules', 'test', '--quarantine-at', '8.5', '--json');
    expect(JSON.parse(higher.stdout).changes).to.have.length(1);
    expect(JSON.parse(higher.stdout).changes[0]).to.deep.include({
      from: 'quarantine',
      to: 'file',
      count: 1,
    });
    const reject = await desk.postern('rules', 'test', '--reject-at', '8.5', '--json');
    expect(JSON.parse(reject.stdout).changes[0]).to.deep.include({ from: 'quarantine', to: 'reject' });
  });

  it('looks at the span and the number that are asked for', async () => {
    const name = await file(quarantining('zirconium'));
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    expect(
      JSON.parse((await desk.postern('rules', 'test', name, '--since', soon, '--json')).stdout).mails,
    ).to.equal(0);
    const early = await desk.postern('rules', 'test', name, '--until', '2020-01-01', '--json');
    expect(JSON.parse(early.stdout).mails).to.equal(0);
    expect(
      JSON.parse((await desk.postern('rules', 'test', name, '--limit', '3', '--json')).stdout).mails,
    ).to.equal(3);
  });

  it('reads rules from standard input, and asks no more of the mail than its row tells where that will do', async () => {
    const yaml = 'rules:\n  - name: one\n    when: {subject: {contains: LOTTERY}}\n    then: {allow: true}\n';
    const { stdout } = await desk.piped(yaml, 'rules', 'test', '-', '--json');
    expect(JSON.parse(stdout).changes[0]).to.deep.include({ from: 'quarantine', to: 'file', count: 1 });
  });

  it('lists all that is wrong with a file, and exits 64', async () => {
    const yaml =
      'rules:\n  - name: one\n    when: {body: {contians: x}}\n    then: {quarantine: true}\n  - when: {size: {above: lots}}\n    then: {}\n';
    const { code, stdout, stderr } = await desk.postern('rules', 'test', await file(yaml), '--json');
    expect(code).to.equal(64);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/rules\[0\]\.when\.body.*did you mean contains/);
    expect(stderr).to.include('rules[1].when.size').and.to.include('rules[1].name');
  });

  it('exits 64 for a time or a score that is none, and for a file that is not there', async () => {
    expect((await desk.postern('rules', 'test', '--since', 'yesterday')).code).to.equal(64);
    expect((await desk.postern('rules', 'test', '--reject-at', 'high')).code).to.equal(64);
    expect((await desk.postern('rules', 'test', 'nowhere.yaml')).code).to.equal(64);
    expect((await desk.postern('rules', 'test', '--quarantine-at', '20')).code).to.equal(64);
  });

  it('exits 69 where the store is away', async () => {
    const env = { ...desk.env, POSTERN_STORE__URI: 'mongodb://127.0.0.1:1/?directConnection=true' };
    expect((await run(['rules', 'test', '--json'], { env })).code).to.equal(69);
  });

  it('ends when it is asked to stop', async () => {
    const { code, stdout } = await run(['rules', 'test', '--json'], {
      env: desk.env,
      stopped: Promise.resolve(),
    });
    expect({ code, stdout }).to.deep.equal({ code: 75, stdout: '' });
  });
});
