import { expect } from 'chai';
import fc from 'fast-check';
import { parseAddresses } from '../../src/mail/addresses.ts';

describe('addresses (RFC 5322)', () => {
  const cases: readonly (readonly [string, readonly (readonly [name: string, address: string])[]])[] = [
    ['a@b.example', [['', 'a@b.example']]],
    ['Ann Field <Ann@Example.COM>', [['Ann Field', 'Ann@example.com']]],
    [
      '"Field, Ann" <a@b.example>, c@d.example',
      [
        ['Field, Ann', 'a@b.example'],
        ['', 'c@d.example'],
      ],
    ],
    ['a@b.example (Ann Field)', [['Ann Field', 'a@b.example']]],
    [
      'Team: a@b.example, Bob <c@d.example>;, e@f.example',
      [
        ['', 'a@b.example'],
        ['Bob', 'c@d.example'],
        ['', 'e@f.example'],
      ],
    ],
    ['undisclosed-recipients:;', []],
    ['=?utf-8?Q?=C3=84nn?= <a@b.example>', [['Änn', 'a@b.example']]],
    ['=?utf-8?Q?evil=40b.example=2C?= <a@b.example>', [['evil@b.example,', 'a@b.example']]],
    ['=?utf-8?Q?evil=40b.example?=', [['evil@b.example', '']]],
    ['<@relay.example:a@b.example>', [['', 'a@b.example']]],
    ['"odd name"@b.example', [['', '"odd name"@b.example']]],
    ['a @ b.example', [['', 'a@b.example']]],
    ['Ann <a@b.example', [['Ann', 'a@b.example']]],
    ['Just A Name', [['Just A Name', '']]],
    [
      'a@b.example; c@d.example',
      [
        ['', 'a@b.example'],
        ['', 'c@d.example'],
      ],
    ],
    ['', []],
  ];
  for (const [given, wanted] of cases) {
    it(`reads ${given === '' ? 'an empty field' : given}`, () => {
      expect(parseAddresses(given)).to.deep.equal(wanted.map(([name, address]) => ({ name, address })));
    });
  }

  it('never throws, and gives no address that is not in the field', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab@.<>",;:()\\ =?Q_40\t') }), (field) => {
        for (const { address } of parseAddresses(field)) {
          const letters = address.replace(/[^a-z0-9@]/gi, '');
          expect(field.toLowerCase().replace(/[^a-z0-9@]/g, '')).to.include(
            letters.split('@')[0]?.toLowerCase(),
          );
        }
      }),
    );
  });

  it('reads a field with very many brackets and commas in bounded time', () => {
    expect(parseAddresses('<'.repeat(100_000))).to.have.length.lessThan(2);
    expect(parseAddresses('a@b.example,'.repeat(5000))).to.have.length(2000);
  });
});
