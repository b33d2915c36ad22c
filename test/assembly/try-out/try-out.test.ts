/** The forecast equals what then happens when the rules are saved and the same mail is sent again. */
import { expect } from 'chai';
import fc from 'fast-check';
import { makeTryOut } from '../../../src/assembly/try-out/try-out.ts';
import { settingsSchema } from '../../../src/config/schema.ts';
import type { Outcome } from '../../../src/decision.ts';
import type { MailEntry } from '../../../src/model/mail-store.ts';
import type { Forecast, RuleDraft, TryOut, TryOutOptions } from '../../../src/model/rules.ts';
import { eventually, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { compose } from '../../support/mail.ts';
import { startScorer, type TestScorer } from '../../support/scorer.ts';
import { sendMail } from '../../support/smtp-client.ts';

const lane = 'support@localhost';
const words = ['printer', 'casino', 'invoice', 'zirconium'] as const;
const domains = ['customer.example', 'strict.example', 'other.example'] as const;

interface Sent {
  readonly word: string;
  readonly body: string;
  readonly domain: string;
  readonly score: number;
  readonly symbols: readonly string[];
  readonly robot: boolean;
  readonly file: boolean;
  /** Carries the ID of an open ticket of its author. */
  readonly answers: boolean;
}

const sentMail: fc.Arbitrary<Sent> = fc.record({
  word: fc.constantFrom(...words),
  body: fc.constantFrom(...words),
  domain: fc.constantFrom(...domains),
  score: fc.integer({ min: -4, max: 17 }),
  symbols: fc.subarray(['BAYES_SPAM', 'PHISHING']),
  robot: fc.boolean(),
  file: fc.boolean(),
  answers: fc.boolean(),
});

const condition = fc.oneof(
  ...[
    fc.record({ subject: fc.record({ contains: fc.constantFrom(...words) }) }),
    fc.record({ body: fc.record({ matches: fc.constantFrom('z[a-z]+m', 'cas.no', '(?i)INVOICE') }) }),
    fc.record({ sender: fc.record({ ends: fc.constantFrom(...domains) }) }),
    fc.record({ from: fc.record({ wildcard: fc.constantFrom('*@other.example', 'ana@*') }) }),
    fc.record({ score: fc.record({ above: fc.integer({ min: -3, max: 12 }) }) }),
    fc.record({ symbol: fc.record({ name: fc.constantFrom('BAYES_SPAM', 'PHISHING') }) }),
    fc.record({ trust: fc.record({ equals: fc.constantFrom('authenticated', 'unproven', 'failed') }) }),
    fc.record({ nature: fc.record({ equals: fc.constantFrom('person', 'auto-generated') }) }),
    fc.record({ attachment: fc.record({ name: fc.constant({ ends: '.zip' }) }) }),
    fc.record({ header: fc.constant({ name: 'X-Score', contains: '1' }) }),
    fc.record({ claim: fc.record({ equals: fc.constantFrom('none', 'open') }) }),
    fc.record({ size: fc.record({ above: fc.constantFrom(10, 600, 100_000) }) }),
  ].map((one) => one as fc.Arbitrary<object>),
);
const when = fc.oneof(
  condition,
  fc.record({ any: fc.array(condition, { minLength: 1, maxLength: 3 }) }),
  fc.record({ all: fc.array(condition, { minLength: 1, maxLength: 2 }) }),
  fc.record({ not: condition }),
);
const then = fc.constantFrom<object>(
  { allow: true },
  { quarantine: true },
  { reject: 'no, thank you' },
  { discard: 'not for us' },
  { score: 6 },
  { score: -8, tag: 'looked-at' },
  { quarantine: true, stop: true },
);
const rule = fc.record({
  when,
  then,
  enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  expires: fc.option(fc.constantFrom('2020-01-01', '2999-01-01'), { nil: null }),
  evenWithTicket: fc.boolean(),
});
const thresholds = fc.option(
  fc.integer({ min: 0, max: 10 }).map((quarantineAt) => ({ quarantineAt, rejectAt: quarantineAt + 5 })),
  { nil: null },
);
const sets: fc.Arbitrary<RuleDraft> = fc.record({
  rules: fc
    .array(rule, { maxLength: 4 })
    .map((rules) => rules.map((one, at) => ({ name: `rule ${at}`, meant: true, ...one }))),
  thresholds,
});

describe('trying a draft', function () {
  this.timeout(240_000);
  let scorer: TestScorer;
  let gateway: TestGateway;
  let tryOut: TryOut;
  let began: Date;
  let probes = 0;
  let ticketId = '';

  before(async () => {
    began = new Date();
    scorer = await startScorer();
    const settings = { screening: { rspamd: { url: scorer.url } } };
    gateway = await startTestGateway(settings);
    tryOut = makeTryOut({
      store: gateway.store,
      settings: () => settingsSchema.parse(settings),
      staff: () => [],
      now: () => new Date(),
      threads: 2,
    });
    ticketId = await openedTicket();
  });

  after(async () => {
    await gateway?.remove();
    await scorer?.stop();
  });

  async function openedTicket(): Promise<string> {
    const raw = compose({ from: 'Ana <ana@customer.example>', to: lane, subject: 'printer' });
    const reply = await sendMail(gateway.smtp.port, { from: 'ana@customer.example', to: [lane], raw });
    expect(reply.code).to.equal(250);
    const [ticket] = await eventually('a ticket', async () => {
      const found = await gateway.store.tickets.list({});
      return found.length > 0 && found;
    });
    return ticket?.ticketId ?? '';
  }

  /** Sends it with a new Message-ID; gives the fate, and the mail where there is one. */
  async function send(mail: Sent): Promise<{ fate: Outcome; id: string | null }> {
    const domain = mail.answers ? 'customer.example' : mail.domain;
    const messageId = `${gateway.store.newId()}@${domain}`;
    const raw = compose({
      from: `Ana <ana@${domain}>`,
      to: lane,
      messageId: `<${messageId}>`,
      subject: mail.answers ? `Re: ${mail.word} [#${ticketId}]` : `About ${mail.word}`,
      text: `It is about ${mail.body}.`,
      headers: [
        ['X-Score', [mail.score, ...mail.symbols.map((symbol) => `${symbol}=1`)].join(' ')],
        ...(mail.robot ? ([['Auto-Submitted', 'auto-generated']] as const) : []),
      ],
      ...(mail.file
        ? { attachments: [{ filename: 'a.zip', contentType: 'application/zip', content: 'PK' }] }
        : {}),
    });
    const { code } = await sendMail(gateway.smtp.port, { from: `ana@${domain}`, to: [lane], raw });
    if (code >= 500) return { fate: 'reject', id: null };
    expect(code).to.equal(250);
    const entry = await eventually('the decision', () => decided(messageId));
    return { fate: entry.decision?.outcome ?? 'file', id: entry.id };
  }

  async function decided(messageId: string): Promise<MailEntry | false> {
    const [entry] = await gateway.store.mails.list({ search: messageId });
    return entry !== undefined && entry.decision !== null && entry.settledAt !== null && entry;
  }

  /** Saves the rules, and waits until the gateway goes by them. */
  async function save(draft: RuleDraft): Promise<void> {
    const subject = `probe ${++probes}`;
    const probe = {
      name: 'probe',
      when: { subject: { equals: subject } },
      then: { reject: true, stop: true },
    };
    const { version } = await gateway.store.rules.active();
    const by = { author: 'kim@desk.example', reason: 'a test' };
    await gateway.store.rules.save({ ...draft, rules: [probe, ...draft.rules] }, by, version);
    await eventually('the new rules in force', async () => {
      const raw = compose({ from: 'Eva <eva@other.example>', to: lane, subject });
      return (await sendMail(gateway.smtp.port, { from: 'eva@other.example', to: [lane], raw })).code === 550;
    });
  }

  function forecast(draft: RuleDraft, more: Partial<TryOutOptions> = {}): Promise<Forecast> {
    return tryOut(draft, { since: began, until: new Date(), ...more });
  }

  it('forecasts what then happens to the same mail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sentMail, { minLength: 6, maxLength: 14 }), sets, async (mails, draft) => {
        await save({ rules: [], thresholds: null });
        const sent = await Promise.all(mails.map(async (mail) => ({ mail, ...(await send(mail)) })));
        // What was refused is not there to be looked at.
        const first = sent.filter(({ id }) => id !== null);
        const {
          falsePositives: _fp,
          falseNegatives: _fn,
          changes,
          ...told
        } = await forecast(draft, { limit: first.length });
        await save(draft);
        const again = await Promise.all(first.map(({ mail }) => send(mail)));
        const happened: Record<string, number> = {};
        for (const [at, { fate }] of first.entries()) {
          const change = `${fate} → ${again[at]?.fate}`;
          if (fate !== again[at]?.fate) happened[change] = (happened[change] ?? 0) + 1;
        }
        const foretold = Object.fromEntries(changes.map(({ from, to, count }) => [`${from} → ${to}`, count]));
        expect(foretold).to.deep.equal(happened);
        expect(told).to.deep.equal({
          mails: first.length,
          changed: Object.values(happened).reduce((sum, count) => sum + count, 0),
        });
      }),
      { numRuns: 12 },
    );
  });
});
