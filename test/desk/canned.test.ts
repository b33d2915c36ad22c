/** Canned replies: filling in, what is missing, which one suits. */
import { expect } from 'chai';
import fc from 'fast-check';
import {
  fillIn,
  languageOfText,
  leftIn,
  mayEditCanned,
  suited,
  unknownIn,
  valuesOf,
  variables,
} from '../../src/desk/canned.ts';
import type { CannedReply } from '../../src/model/inbox.ts';

const values = valuesOf({
  requester: { name: 'Silva, Ana', address: 'ana@customer.example' },
  ticketId: '48213-K7QF',
  subject: 'Printer on fire',
  agent: 'Bob',
  department: 'Support',
});
const reply = (over: Partial<CannedReply>): CannedReply => ({
  id: '1',
  name: 'Name',
  department: null,
  language: 'en',
  text: 'Text',
  source: null,
  updatedBy: 'Kim',
  updatedAt: new Date(0),
  ...over,
});

describe('a canned reply', () => {
  it('is filled in from the ticket', () => {
    const text = 'Hello {{ customer.first }},\n{{ticket.id}}: {{  ticket.subject  }}\n{{ agent.name }}';
    expect(fillIn(text, values)).to.deep.equal({
      text: 'Hello Ana,\n48213-K7QF: Printer on fire\nBob',
      missing: [],
    });
  });

  it('keeps what has no value where it can be seen, unless it says what to write then', () => {
    const nameless = { ...values, 'customer.first': '' };
    expect(fillIn('Hello {{ customer.first }}', nameless)).to.deep.equal({
      text: 'Hello {{ customer.first }}',
      missing: ['customer.first'],
    });
    for (const quoted of ['"you"', "'you'"])
      expect(fillIn(`Hello {{ customer.first | default: ${quoted} }}`, nameless)).to.deep.equal({
        text: 'Hello you',
        missing: [],
      });
    expect(leftIn('{{ order.number }} and {{ order.number }}')).to.deep.equal(['order.number']);
    expect(unknownIn('{{ order.number }} {{ agent.name }}')).to.deep.equal(['order.number']);
  });

  for (const [typed, name] of [
    ['{{name}}', 'name'],
    ['{{ Customer.Name }}', 'Customer.Name'],
    ['{{ticket.ticket_id}}', 'ticket.ticket_id'],
    ['{{ customer.name | defualt: "you" }}', 'customer.name | defualt: "you"'],
    ['{{}}', ''],
  ] as const) {
    it(`takes ${typed} for a variable that was misspelt`, () => {
      expect(fillIn(`Hello ${typed}`, values)).to.deep.equal({ text: `Hello ${typed}`, missing: [name] });
      expect(leftIn(`Hello ${typed}`)).to.deep.equal([name]);
      expect(unknownIn(`Hello ${typed}`)).to.deep.equal([name]);
    });
  }

  it('never reads a value as a variable, whatever customers call themselves', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...variables), (name, other) => {
        const hostile = { ...values, 'customer.name': `${name}{{ ${other} }}` };
        expect(fillIn('{{ customer.name }}', hostile).text).to.equal(`${name}{{ ${other} }}`);
      }),
    );
    expect(fillIn('{{ constructor.name }}', values).missing).to.deep.equal(['constructor.name']);
  });

  it('suits by words, by the customer’s language, and by the department', () => {
    const all = [
      reply({ id: 'b', name: 'B' }),
      reply({ id: 'own', name: 'C', department: 'support' }),
      reply({ id: 'de', name: 'A', language: 'de' }),
      reply({ id: 'other', name: 'D', department: 'billing' }),
    ];
    const wanted = { words: '', language: 'en', department: 'support' };
    expect(suited(all, wanted).map(({ id }) => id)).to.deep.equal(['own', 'b', 'de']);
    expect(suited(all, { ...wanted, words: 'c TEXT' }).map(({ id }) => id)).to.deep.equal(['own']);
  });

  it('knows the language of a mail, or that it does not know it', () => {
    expect(languageOfText('The printer is on fire, please help me with it')).to.equal('en');
    expect(languageOfText('Guten Tag, der Drucker brennt und ich weiß nicht weiter')).to.equal('de');
    expect(languageOfText('Bonjour, vous pouvez m’aider avec les factures ?')).to.equal('fr');
    expect(languageOfText('Error 0x80070005')).to.equal(null);
    expect(languageOfText('')).to.equal(null);
  });

  it('is edited by leads of its department', () => {
    const lead = { role: 'lead', departments: ['billing'] } as const;
    expect(mayEditCanned(lead, { department: 'billing' })).to.equal(true);
    expect(mayEditCanned(lead, { department: null })).to.equal(true);
    expect(mayEditCanned(lead, { department: 'support' })).to.equal(false);
    expect(mayEditCanned({ role: 'agent', departments: 'all' }, { department: null })).to.equal(false);
  });
});
