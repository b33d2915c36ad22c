import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Circumstances } from '../../../src/model/circumstances.ts';
import type { Source } from '../../../src/model/facts.ts';
import { type CompiledRules, compileRules, makeReady } from '../../../src/screening/rules/compile.ts';
import { evaluate } from '../../../src/screening/rules/evaluate.ts';
import type { RuleFacts } from '../../../src/screening/rules/facts.ts';
import { dangersOf, faultsOf } from '../../../src/screening/rules/faults.ts';
import { fieldCompilers } from '../../../src/screening/rules/fields.ts';
import { textOperators } from '../../../src/screening/rules/operators.ts';
import { actionsSchema, ruleSchema } from '../../../src/screening/rules/schema.ts';
import { readRules } from '../../../src/screening/rules/yaml.ts';
import { aDelivery, aMail, evidenceOf } from '../../support/facts.ts';
import { nothingKnown, ruleFactsOf, scoreOf } from './rules.ts';

const text = readFileSync(join(import.meta.dirname, '../../../config/rules.example.yaml'), 'utf8');
const world = {
  departments: ['support', 'sales'],
  isStaff: (address: string) => address === 'kim@example.com',
};
const { draft, problems } = readRules(text);

const from = (address: string) => ({ mail: aMail({ from: { name: '', address } }) });
const client = (address: string): Source => ({
  kind: 'smtp',
  address,
  helo: 'x',
  hostname: null,
  tls: false,
  user: null,
});
const file = (filename: string) => ({
  filename,
  contentType: 'x/y',
  size: 1,
  sha256: 'ab',
  inline: false,
  contentId: null,
});
const knownTo = (change: Partial<Circumstances>) => ({ circumstances: { ...nothingKnown, ...change } });
const symbol = (options: string[]) => ({
  scoring: scoreOf(3, { symbols: [{ name: 'PHISHING', score: 3, options }] }),
});
const shop = (subject: string) => ({
  delivery: aDelivery({ envelope: { sender: 'robot@shop.example', recipients: [] } }),
  mail: aMail({ subject }),
});
const large = (size: number) => ({
  delivery: aDelivery({ size, lane: 'info@example.com', recipient: 'info@example.com' }),
  mail: aMail({ to: [{ name: '', address: 'info@example.com' }] }),
});
const monitor = { headers: [{ name: 'x-monitor', value: '1' }] };
const ticket = { subject: 'Re: [#48213-K7QF] hello' };

/** Of each rule: a mail that it catches, and one much like it that it does not. */
const mails: Record<string, readonly [Partial<RuleFacts>, Partial<RuleFacts>]> = {
  'our bank': [{ ...from('a@bank.example'), evidence: evidenceOf('authenticated') }, from('a@bank.example')],
  'the monitoring': [
    { delivery: aDelivery({ source: client('2001:db8::7') }), mail: aMail(monitor) },
    { delivery: aDelivery({ source: client('198.51.100.1') }), mail: aMail(monitor) },
  ],
  'programs as attachments': [
    { mail: aMail({ attachments: [file('a.txt'), file('Rechnung.EXE')] }) },
    { mail: aMail({ attachments: [file('exe.txt')] }) },
  ],
  'links to the fake shop': [
    { mail: aMail({ text: 'see https://www.fake-shop.example/now' }) },
    { mail: aMail({ text: 'see https://fake-shop.example.org/now' }) },
  ],
  lottery: [
    { mail: aMail({ text: 'Claim\nYOUR winnings' }) },
    { mail: aMail({ text: 'Claim your winnings' }), ...knownTo({ known: true }) },
  ],
  'phishing by the words of the scorer': [symbol(['bank.example->x.example']), symbol(['other.example'])],
  'a flood from one sender': [
    knownTo({ rates: [{ of: 'sender', minutes: 10, count: 31 }] }),
    knownTo({ rates: [{ of: 'sender', minutes: 10, count: 30 }] }),
  ],
  'wrong ticket IDs': [knownTo({ claim: 'wrong' }), knownTo({ claim: 'closed' })],
  'the old newsletter': [
    { mail: aMail({ headers: [{ name: 'list-id', value: '<a.news.example>' }] }) },
    { mail: aMail({ headers: [{ name: 'list-id', value: '<a.other.example>' }] }) },
  ],
  orders: [shop('Your order 12345'), shop('Your order 12')],
  'German mail': [
    {
      mail: aMail({
        text: 'Guten Tag, meine Bestellung ist noch nicht angekommen. Können Sie bitte nachsehen?',
      }),
    },
    {
      mail: aMail({ text: 'Good day, my order has not arrived yet. Could you please look into it for me?' }),
    },
  ],
  'large mail at the front door': [large(20_000_000), large(20_000)],
  'a ticket that spammers know': [
    { mail: aMail(ticket), scoring: scoreOf(14), ...knownTo({ subjectIdOpen: true, department: 'support' }) },
    { mail: aMail(ticket), scoring: scoreOf(4), ...knownTo({ subjectIdOpen: true, department: 'support' }) },
  ],
};

describe('the example of rules', () => {
  let rules: CompiledRules;
  before(async () => {
    // Switched on one and all, so that each can be seen to act.
    const on = draft.rules.map((rule) => ({ ...(rule as object), enabled: true }));
    ({ rules } = compileRules({ ...draft, rules: on, version: 1 }, world));
    await makeReady(rules);
  });

  it('is good, and does no harm', () => {
    expect([...problems, ...faultsOf(draft, world)]).to.deep.equal([]);
    expect(dangersOf(draft)).to.deep.equal([]);
  });

  it('has a mail here for each rule', () =>
    expect(rules.rules.map(({ name }) => name)).to.have.members(Object.keys(mails)));

  for (const [name, [caught, spared]] of Object.entries(mails)) {
    it(`catches its mail by “${name}”, and spares the other`, () => {
      const fires = (facts: Partial<RuleFacts>) => {
        const only = { ...rules, rules: rules.rules.filter((rule) => rule.name === name) };
        const made = ruleFactsOf(facts);
        return evaluate(only, made, made.circumstances.subjectIdOpen, 'support').fired.length === 1;
      };
      expect(fires(caught), 'the mail that it is for').to.be.true;
      expect(fires(spared), 'the other one').to.be.false;
    });
  }

  it('shows every field, every operator, every action and every key', () => {
    const words = new Set(text.replace(/#.*/g, '').match(/[A-Za-z]+/g));
    const known = [
      ...fieldCompilers.keys(),
      ...textOperators,
      ...['above', 'below', 'all', 'any', 'not'],
      ...Object.keys(actionsSchema.shape).filter((key) => key !== 'tags'),
      ...Object.keys(ruleSchema.shape).filter((key) => key !== 'meant'),
    ];
    expect(known.filter((word) => !words.has(word))).to.deep.equal([]);
  });
});
