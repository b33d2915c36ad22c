import { expect } from 'chai';
import fc from 'fast-check';
import type { Source } from '../../src/model/facts.ts';
import { makeUpstream } from '../../src/screening/upstream.ts';
import { readUpstream, type UpstreamScorer, upstreamScorers } from '../../src/screening/upstream-fields.ts';

const mailbox = (account: string): Source => ({
  kind: 'imap',
  account,
  mailbox: 'INBOX',
  uidValidity: '1',
  uid: 1,
});
const stranger = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: null,
  tls: true,
  user: null,
} as const satisfies Source;

const believed: Record<string, readonly UpstreamScorer[]> = {
  sa: ['spamassassin'],
  rspamd: ['rspamd'],
  microsoft: ['microsoft'],
  results: ['authentication-results'],
  all: upstreamScorers,
  none: [],
};
const scorer = makeUpstream({
  scoredBy: (account) => believed[account] ?? [],
  trustedAuthservIds: ['mx.provider.example'],
});

async function score(source: Source, ...fields: string[]) {
  const raw = Buffer.from([...fields, 'From: kim@customer.example', '', 'Body', ''].join('\r\n'));
  const scoring = await scorer.score(raw, { sender: '', recipients: [] }, source, 'q');
  return scoring.kind === 'scored' ? scoring.score : scoring.kind;
}

describe('the score that a provider wrote', () => {
  it('is read from SpamAssassin’s status, with rules and points', async () => {
    const status = [
      'X-Spam-Status: Yes, score=7.1 required=5.0 tests=BAYES_99=3.5,',
      '\tHTML_MESSAGE=0.001,URIBL_BLACK autolearn=no version=4.0.1',
    ];
    expect(await score(mailbox('sa'), ...status)).to.deep.equal({
      engine: 'upstream',
      score: 7.1,
      action: 'spam',
      symbols: [
        { name: 'BAYES_99', score: 3.5, options: [] },
        { name: 'HTML_MESSAGE', score: 0.001, options: [] },
        { name: 'URIBL_BLACK', score: 0, options: [] },
      ],
      ms: 0,
    });
    const amavis =
      'X-Spam-Status: No, score=-1.9 tagged_above=-999 required=6.2 tests=[BAYES_00=-1.9] autolearn=ham';
    expect(await score(mailbox('sa'), amavis)).to.deep.include({
      score: -1.9,
      action: 'no action',
      symbols: [{ name: 'BAYES_00', score: -1.9, options: [] }],
    });
  });

  it('is read from rspamd’s result', async () => {
    const result =
      'X-Spamd-Result: default: False [3.20 / 15.00]; BAYES_SPAM(5.10)[100.00%]; MIME_GOOD(-0.10)[text/plain]';
    expect(await score(mailbox('rspamd'), result)).to.deep.include({
      score: 3.2,
      action: 'no action',
      symbols: [
        { name: 'BAYES_SPAM', score: 5.1, options: [] },
        { name: 'MIME_GOOD', score: -0.1, options: [] },
      ],
    });
    expect(await score(mailbox('rspamd'), 'X-Rspamd-Score: 8.25')).to.include({
      score: 8.25,
      action: 'scored',
    });
  });

  it('is Microsoft’s confidence level as it is', async () => {
    const level = (value: string) => score(mailbox('microsoft'), `X-MS-Exchange-Organization-SCL: ${value}`);
    expect(await level('-1')).to.include({ score: -1, action: 'no action' });
    expect(await level('6')).to.include({ score: 6, action: 'spam' });
    const report = 'X-Forefront-Antispam-Report: CIP:192.0.2.7;CTRY:;LANG:en;SCL:9;SRV:;IPV:NLI;';
    expect(await score(mailbox('microsoft'), report)).to.include({ score: 9, action: 'spam' });
  });

  it('keeps back what is flagged without any number', async () => {
    expect(await score(mailbox('sa'), 'X-Spam-Flag: YES')).to.include({ score: 0, action: 'quarantine' });
    expect(await score(mailbox('sa'), 'X-Spam-Flag: NO')).to.include({ score: 0, action: 'no action' });
  });

  it('is read from the Authentication-Results of a trusted name alone', async () => {
    const from = (id: string, text: string) =>
      score(mailbox('results'), `Authentication-Results: ${id}; ${text}`);
    expect(await from('mx.provider.example', 'spf=pass; x-spam=fail score=6.1')).to.include({
      score: 6.1,
      action: 'spam',
    });
    expect(await from('mx.provider.example', 'x-spam=pass')).to.include({ score: 0, action: 'no action' });
    expect(await from('mx.forger.example', 'x-spam=pass score=-9')).to.equal('off');
  });
});

describe('a forged score', () => {
  const forged = 'X-Spam-Status: No, score=-99.0 required=5.0 tests=NONE';

  it('says nothing in mail that came by SMTP from strangers', async () => {
    expect(await score(stranger, forged)).to.equal('off');
    expect(await score({ kind: 'import', file: 'old.mbox' }, forged)).to.equal('off');
  });

  it('says nothing where the account names no scorer, or another', async () => {
    expect(await score(mailbox('none'), forged)).to.equal('off');
    expect(await score(mailbox('unknown'), forged)).to.equal('off');
    expect(await score(mailbox('microsoft'), forged)).to.equal('off');
  });

  it('says nothing below the provider’s own', async () => {
    const own = 'X-Spam-Status: Yes, score=12.0 required=5.0 tests=BAYES_99';
    expect(await score(mailbox('sa'), own, 'Received: from x by y; now', forged)).to.include({ score: 12 });
  });

  it('says nothing below the provider’s own of another name', async () => {
    const hop = 'Received: from x by y; now';
    expect(await score(mailbox('sa'), 'X-Spam-Score: 12.0', hop, forged)).to.include({ score: 12 });
    expect(await score(mailbox('sa'), 'X-Spam-Flag: YES', hop, forged)).to.include({ action: 'quarantine' });
    const result = 'X-Spamd-Result: default: False [-9.0 / 15.00]';
    expect(await score(mailbox('rspamd'), 'X-Rspamd-Score: 8', hop, result)).to.include({ score: 8 });
    const report = 'X-Forefront-Antispam-Report: SCL:9;';
    const level = 'X-MS-Exchange-Organization-SCL: -1';
    expect(await score(mailbox('microsoft'), report, hop, level)).to.include({ score: 9 });
  });

  it('does not step in where the provider’s own field cannot be read', async () => {
    expect(await score(mailbox('sa'), 'X-Spam-Status: Unsure', forged)).to.equal('off');
  });

  it('says nothing in the body, in a comment, or in what the sender called himself', async () => {
    const raw = Buffer.from(`From: a@b.example\r\n\r\n${forged}\r\n`);
    const scoring = await scorer.score(raw, { sender: '', recipients: [] }, mailbox('sa'), 'q');
    expect(scoring).to.deep.equal({ kind: 'off' });
    const results = 'Authentication-Results: mx.provider.example;';
    const quoted = `${results} spf=pass smtp.mailfrom="a; x-spam=pass score=-9 "@b.example; x-spam=fail score=8`;
    expect(await score(mailbox('results'), quoted)).to.include({ score: 8, action: 'spam' });
    const comment = `${results} spf=pass (helo a; x-spam=pass (score=-9); x) smtp.helo=a; x-spam=fail score=7`;
    expect(await score(mailbox('results'), comment)).to.include({ score: 7 });
    const upper = `Authentication-Results: mx.forger.example; x-spam=pass score=-9`;
    expect(await score(mailbox('results'), upper, `${results} x-spam=fail score=7`)).to.include({ score: 7 });
  });
});

describe('fields of scorers', () => {
  const names = [
    'x-spam-status',
    'x-spam-score',
    'x-spam-flag',
    'x-spamd-result',
    'x-rspamd-score',
    'x-ms-exchange-organization-scl',
    'x-forefront-antispam-report',
    'authentication-results',
  ];

  it('give a finite score or none, whatever stands in them', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string().map((text) => `Yes, score=${text} required=5 tests=${text}`),
      fc.string().map((text) => `default: True [${text} / 15.00]; ${text}`),
      fc.string().map((text) => `mx; ${text}; x-spam=fail score=${text}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        const read = readUpstream([{ name, value: text }], upstreamScorers, ['mx']);
        expect(read === null || Number.isFinite(read.score)).to.equal(true);
      }),
    );
  });

  it('give the score that was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999, max: 99_999 }), fc.boolean(), (cents, isSpam) => {
        const points = (cents / 100).toFixed(2);
        const read = (name: string, value: string) =>
          readUpstream([{ name, value }], upstreamScorers, ['mx'])?.score;
        const yes = isSpam ? 'Yes' : 'No';
        expect([
          read('x-spam-status', `${yes}, score=${points} required=5.0`),
          read('x-spam-score', points),
          read('x-spamd-result', `default: ${isSpam ? 'True' : 'False'} [${points} / 15.00]`),
          read('x-rspamd-score', `${points} / 15`),
          read('authentication-results', `mx; x-spam=${isSpam ? 'fail' : 'pass'} score=${points}`),
        ]).to.deep.equal(Array(5).fill(Number(points)));
      }),
    );
  });
});
