import { expect } from 'chai';
import fc from 'fast-check';
import { settingsSchema } from '../../src/config/schema.ts';
import { makeRouter } from '../../src/routing/route.ts';
import { aDelivery, aMail } from '../support/facts.ts';

const departments = [
  { name: 'support', addresses: ['support@desk.example'] },
  { name: 'sales', addresses: ['sales@desk.example', 'offers@desk.example'] },
];

type Rules = readonly { name?: string; when: Record<string, unknown>; then: Record<string, unknown> }[];

const router = (rules: Rules) => {
  const routing = rules.map((rule, index) => ({ name: `rule ${index + 1}`, ...rule }));
  return makeRouter(settingsSchema.parse({ departments, routing }));
};

const mail = aMail({
  subject: 'Bestellung 4711: Größe falsch',
  from: { name: 'Kim', address: 'Kim@customer.example' },
  text: 'The invoice is wrong.\nPlease correct it.',
  headers: [
    { name: 'x-priority', value: '3' },
    { name: 'x-priority', value: '1 (highest)' },
    { name: 'subject', value: 'raw' },
  ],
});
const facts = { mail, delivery: aDelivery() };
const to = (lane: string, recipient = lane) => ({ mail, delivery: aDelivery({ lane, recipient }) });

/** The tag that a rule with these conditions sets, or none. */
const holds = (when: Record<string, unknown>) =>
  router([{ when, then: { tag: 'yes' } }])(facts).tags.includes('yes');

describe('routing', () => {
  it('goes by the lane where no rule says otherwise', () => {
    expect(router([])(to('offers@desk.example'))).to.deep.equal({
      department: 'sales',
      priority: 'normal',
      tags: [],
      owner: null,
      receipt: null,
      findings: [{ stage: 'route', reason: 'by-lane', detail: 'sales' }],
    });
  });

  it('goes to the first department where the lane is nobody’s, as with postmaster', () => {
    expect(router([])(to('postmaster@desk.example')).department).to.equal('support');
  });

  const conditions: readonly (readonly [what: string, when: Record<string, unknown>, holds: boolean])[] = [
    ['text in the subject, in any case', { subject: { contains: 'GRÖSSE' } }, false],
    ['text in the subject, in any case and form', { subject: { contains: 'GRO\u0308ßE' } }, true],
    ['text that is not there', { subject: { contains: 'refund' } }, false],
    ['the whole sender', { sender: { equals: 'kim@CUSTOMER.example' } }, true],
    ['a part of the sender where the whole is asked for', { sender: { equals: 'customer.example' } }, false],
    ['a part of the sender', { sender: { contains: '@customer.' } }, true],
    ['the lane', { recipient: { equals: 'support@desk.example' } }, true],
    ['an expression', { subject: { matches: '^bestellung \\d{4}\\b' } }, true],
    ['an expression over lines', { body: { matches: '(?s)invoice.*correct' } }, true],
    ['an expression that does not match', { body: { matches: '^please' } }, false],
    ['one value of a header that stands twice', { 'header.X-Priority': { matches: '^1\\b' } }, true],
    ['the subject as the header has it', { 'header.subject': { equals: 'raw' } }, true],
    ['a header that is not there', { 'header.x-none': { matches: '' } }, false],
    ['two conditions that hold', { subject: { contains: '4711' }, body: { contains: 'invoice' } }, true],
    [
      'two conditions of which one holds',
      { subject: { contains: '4711' }, body: { contains: 'refund' } },
      false,
    ],
    ['two operators of which one holds', { subject: { contains: '4711', equals: '4711' } }, false],
    ['no condition, so always', {}, true],
  ];
  for (const [what, when, expected] of conditions)
    it(`${expected ? 'finds' : 'does not find'} ${what}`, () => {
      expect(holds(when)).to.equal(expected);
    });

  it('lets later rules override earlier ones, and adds up their tags', () => {
    const routed = router([
      {
        when: {},
        then: { department: 'sales', priority: 'low', tag: 'a', owner: 'ann@desk.example', receipt: false },
      },
      { when: { subject: { contains: 'nowhere' } }, then: { priority: 'urgent' } },
      { when: {}, then: { priority: 'high', tag: 'b' } },
      { when: {}, then: { tag: 'a' } },
    ])(facts);
    expect(routed).to.deep.include({
      department: 'sales',
      priority: 'high',
      tags: ['a', 'b'],
      owner: 'ann@desk.example',
      receipt: false,
    });
    expect(routed.findings.map(({ reason, detail }) => `${reason} ${detail}`)).to.deep.equal([
      'by-lane support',
      'by-rule rule 1',
      'by-rule rule 3',
      'by-rule rule 4',
    ]);
  });

  it('looks at no rule after one that says stop', () => {
    const rules = [
      { when: {}, then: { tag: 'first', stop: true } },
      { when: {}, then: { tag: 'second' } },
    ];
    expect(router(rules)(facts).tags).to.deep.equal(['first']);
  });

  it('names all that is wrong in the rules at once', () => {
    const settings = settingsSchema.parse({ departments });
    const then = { stop: false };
    const routing = [
      { name: 'one', when: { subjct: { contains: 'x' } }, then },
      { name: 'two', when: { subject: { matches: '(' } }, then: { ...then, department: 'nobody' } },
      { name: 'three', when: { body: {} }, then },
    ];
    expect(() => makeRouter({ ...settings, routing }))
      .to.throw()
      .that.includes({ code: 'bad-settings' })
      .and.has.property('message')
      .that.matches(/“one”.*subjct[\s\S]*“two”[\s\S]*“two”.*nobody[\s\S]*“three”/);
  });

  it('takes an expression that would never end elsewhere', () => {
    const long = { ...facts, mail: aMail({ text: `${'a'.repeat(50_000)}!` }) };
    expect(router([{ when: { body: { matches: '^(a+)+$' } }, then: { tag: 'x' } }])(long).tags).to.deep.equal(
      [],
    );
  });

  it('gives a department that exists, whatever the mail', () => {
    const route = router([
      { when: { subject: { matches: '[a-m]' } }, then: { department: 'sales' } },
      { when: { sender: { contains: '@' } }, then: { department: 'support' } },
    ]);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (subject, address, lane) => {
        const any = { mail: aMail({ subject, from: { name: '', address } }), delivery: aDelivery({ lane }) };
        expect(['support', 'sales']).to.include(route(any).department);
      }),
    );
  });
});
