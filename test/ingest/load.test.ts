import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { loadOf, type Pressure, shedConnection, shedRecipient } from '../../src/ingest/load.ts';

const { limits } = settingsSchema.parse({});
const at = (pressure: Partial<Pressure>) =>
  loadOf({ loopMs: 0, connections: 0, bytes: 0, backlog: 0, ...pressure }, limits);

describe('the load', () => {
  const cases: readonly [Partial<Pressure>, ReturnType<typeof at>][] = [
    [{}, { load: 'normal', strain: null }],
    [
      { loopMs: 249, bytes: 0.79, backlog: 9999, connections: 0.8 },
      { load: 'normal', strain: null },
    ],
    [{ loopMs: 250 }, { load: 'busy', strain: 'event-loop' }],
    [{ loopMs: 1000 }, { load: 'overloaded', strain: 'event-loop' }],
    [{ bytes: 0.8 }, { load: 'busy', strain: 'bytes-in-flight' }],
    [{ bytes: 0.95 }, { load: 'overloaded', strain: 'bytes-in-flight' }],
    [{ backlog: 10_000 }, { load: 'busy', strain: 'backlog' }],
    [{ backlog: 100_000 }, { load: 'overloaded', strain: 'backlog' }],
    [{ connections: 1 }, { load: 'busy', strain: 'connections' }],
    [
      { loopMs: 300, backlog: 100_000 },
      { load: 'overloaded', strain: 'backlog' },
    ],
  ];
  for (const [pressure, expected] of cases) {
    it(`is ${expected.load} with ${JSON.stringify(pressure)}`, () =>
      expect(at(pressure)).to.deep.equal(expected));
  }
});

describe('what is shed', () => {
  it('is new connections of strangers first', () => {
    expect(shedConnection('normal', false)).to.equal(null);
    for (const load of ['busy', 'overloaded'] as const) {
      expect(shedConnection(load, false)).to.equal('busy');
      expect(shedConnection(load, true)).to.equal(null);
    }
  });

  it('is what answers no ticket and comes from nobody known then, and answers never', () => {
    const [answer, known, neither] = [
      { answer: true, known: false },
      { answer: false, known: true },
      { answer: false, known: false },
    ];
    for (const load of ['normal', 'busy'] as const) expect(shedRecipient(load, neither)).to.equal(null);
    expect([answer, known, neither].map((one) => shedRecipient('overloaded', one))).to.deep.equal([
      null,
      null,
      'overloaded',
    ]);
  });
});
