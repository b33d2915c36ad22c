import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Score, Source } from '../../src/model/facts.ts';
import { makeRspamd } from '../../src/screening/rspamd.ts';
import { compose } from '../support/mail.ts';
import { redisMissing } from '../support/redis.ts';
import { gtube, type Rspamd, rspamdMissing, rspamdVariables, startRspamd } from '../support/rspamd.ts';

const run = promisify(execFile);
const shipped = join(import.meta.dirname, '../../config/rspamd/local.d');

const source = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: null,
  tls: true,
  user: null,
} as const satisfies Source;
const envelope = { sender: 'kim@customer.example', recipients: ['support@localhost'] };

const spamWords = 'pills casino lottery winner million transfer urgent offer free credit loan bargain'.split(
  ' ',
);
const hamWords =
  'printer toner office invoice meeting colleague server network password laptop ticket order'.split(' ');
/** Another mail of the same kind for each `seed`. */
const written = (words: readonly string[], seed: number) =>
  compose({
    text: `${Array.from({ length: 60 }, (_, i) => words[(i * 7 + seed * 3) % words.length]).join(' ')} ${seed}\r\n`,
  });

/** Tables of a mail that carries a program under a second name. */
const disguised = Buffer.from(
  [
    'From: kim@customer.example',
    'To: support@localhost',
    'Subject: Invoice',
    'Date: Thu, 01 Jan 2026 00:00:00 +0000',
    'Message-ID: <disguised@customer.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Please pay.',
    '--b',
    'Content-Type: application/octet-stream',
    'Content-Disposition: attachment; filename="invoice.pdf.exe"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('MZ not really a program').toString('base64'),
    '--b--',
    '',
  ].join('\r\n'),
);

describe('the rspamd that we ship', () => {
  let rspamd: Rspamd;
  before(async function () {
    if (rspamdMissing() !== null || redisMissing() !== null) this.skip();
    this.timeout(60_000);
    rspamd = await startRspamd({ bayes: true, minLearns: 3 });
  });
  after(async () => rspamd?.remove());

  async function score(raw: Uint8Array, from: Source = source, settingsId?: string): Promise<Score> {
    const scorer = makeRspamd({
      url: rspamd.url,
      password: null,
      timeoutMs: 5000,
      mtaName: 'gate.example',
      settingsOf: () => (settingsId === undefined ? null : { kind: 'id', id: settingsId }),
    });
    const scoring = await scorer.score(raw, envelope, from, 'q');
    if (scoring.kind !== 'scored') throw new Error(JSON.stringify(scoring));
    return scoring.score;
  }
  const weight = ({ symbols }: Score, name: string) => symbols.find((symbol) => symbol.name === name)?.score;
  const learn = async (kind: 'spam' | 'ham', raw: Uint8Array) => {
    const body = new Uint8Array(raw);
    const headers = { 'Learn-Type': 'bulk' };
    return (await fetch(`${rspamd.controller}/learn${kind}`, { method: 'POST', headers, body })).status;
  };

  it('passes rspamd’s own test of its files', async () => {
    const files = ['configtest', '-c', '/etc/rspamd/rspamd.conf'];
    const { stdout } = await run('rspamadm', [...rspamdVariables(rspamd.folder), ...files]);
    expect(stdout).to.include('syntax OK');
  });

  it('says where it is listening: on loopback alone', async () => {
    for (const [name, port] of Object.entries({ normal: 11_333, controller: 11_334 })) {
      const text = await readFile(join(shipped, `worker-${name}.inc`), 'utf8');
      expect(text).to.include(`bind_socket = "127.0.0.1:${port}";`);
    }
    expect(await readdir(shipped)).to.include('worker-proxy.inc');
  });

  it('refuses GTUBE, and nothing else by its score', async () => {
    expect(await score(compose({ text: `${gtube}\r\n` }))).to.include({ action: 'reject' });
    const answer = await fetch(`${rspamd.controller}/actions`);
    const actions = (await answer.json()) as { action: string; value: number | null }[];
    const set = actions.filter(({ value }) => value !== null);
    expect(set).to.deep.equal([{ action: 'reject', value: 100 }]);
  });

  it('puts nothing off, however often the same stranger writes', async () => {
    for (let i = 0; i < 30; i++) expect((await score(written(hamWords, i))).action).to.equal('no action');
  });

  it('does not take an unknown reverse name for guilt', async () => {
    const { symbols } = await score(compose());
    expect(symbols.map(({ name }) => name)).to.not.include('HFILTER_HOSTNAME_UNKNOWN');
  });

  it('keeps back a program that calls itself a document, whatever its score', async () => {
    expect((await score(disguised)).action).to.equal('quarantine');
  });

  it('learns from people alone, and then knows better', async () => {
    // Far over any threshold of automatic learning, and yet nothing is learned.
    for (let i = 0; i < 4; i++) await score(compose({ text: `${gtube}\r\n` }));
    expect(weight(await score(written(spamWords, 99)), 'BAYES_SPAM')).to.equal(undefined);
    for (let i = 0; i < 4; i++) {
      expect(await learn('spam', written(spamWords, i))).to.equal(200);
      expect(await learn('ham', written(hamWords, i))).to.equal(200);
    }
    expect(weight(await score(written(spamWords, 99)), 'BAYES_SPAM')).to.be.above(4);
    expect(weight(await score(written(hamWords, 99)), 'BAYES_HAM')).to.be.below(-2);
  });

  it('weighs by the settings that a department names', async () => {
    const raw = written(spamWords, 100);
    const [usual, strict] = [await score(raw), await score(raw, source, 'postern-strict')];
    expect(weight(strict, 'BAYES_SPAM')).to.be.above(weight(usual, 'BAYES_SPAM') ?? Number.NaN);
  });

  it('forgets when Redis does, and goes on scoring', async () => {
    await rspamd.redis?.kill();
    const away = await score(written(spamWords, 101));
    expect(weight(away, 'BAYES_SPAM')).to.equal(undefined);
    await rspamd.redis?.start();
  });
});
