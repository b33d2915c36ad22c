/** What a form for many tickets asks for. */
import { expect } from 'chai';
import { actionSchema } from '../../../src/desk/action.ts';
import { actionOf } from '../../../src/http/inbox/bulk.ts';

const form = (fields: Record<string, string>) =>
  actionOf({ ticket: [], back: '/inbox', ...fields } as Parameters<typeof actionOf>[0]);

describe('one action on many tickets', () => {
  for (const [fields, wanted] of [
    [{ assign: 'bob@desk.example' }, { do: 'assign', owner: 'bob@desk.example' }],
    [{ assign: '' }, { do: 'assign', owner: null }],
    [{ state: 'closed' }, { do: 'state', state: 'closed' }],
    [{ priority: 'high' }, { do: 'priority', priority: 'high' }],
    [{ department: 'billing' }, { do: 'department', department: 'billing' }],
    [{ tag: 'vip' }, { do: 'tags', add: ['vip'] }],
    [
      { tag: 'vip', into: '48213', do: 'merge' },
      { do: 'merge', into: '48213' },
    ],
    [
      { tag: 'vip', do: 'untag' },
      { do: 'tags', remove: ['vip'] },
    ],
    [{ into: '48213-K7QF' }, { do: 'merge', into: '48213-K7QF' }],
    // Both fields are sent whichever was meant; the button of one that is empty means nothing.
    [
      { state: 'closed', tag: 'left over', into: '' },
      { do: 'state', state: 'closed' },
    ],
  ] as const) {
    it(`is ${JSON.stringify(wanted)} for ${JSON.stringify(fields)}`, () => {
      const action = form(fields);
      expect(action).to.deep.equal(wanted);
      expect(actionSchema.safeParse(action).success).to.equal(true);
    });
  }

  it('is nothing where no button and no field says what', () => {
    expect(form({})).to.equal(null);
    expect(form({ tag: 'vip', into: '48213' })).to.equal(null);
    expect(form({ tag: '', into: '', do: 'merge' })).to.equal(null);
  });

  it('takes no state or priority that there is not', () => {
    for (const fields of [{ state: 'burnt' }, { priority: '$ne' }])
      expect(actionSchema.safeParse(form(fields)).success).to.equal(false);
  });
});
