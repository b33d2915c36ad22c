/** From forms to actions. */
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../../src/failure.ts';
import { actionOf } from '../../../src/http/inbox/ticket-form.ts';

const now = new Date('2026-11-20T15:00:00Z');
const formOf = (fields: Record<string, string | string[]>) =>
  new Map(Object.entries(fields).map(([name, value]) => [name, [value].flat()]));

describe('the form of an action', () => {
  it('gives an owner, or nobody for an empty choice', () => {
    expect(actionOf(formOf({ do: 'assign', owner: 'bob@desk.example' }), now)).to.deep.equal({
      do: 'assign',
      owner: 'bob@desk.example',
    });
    expect(actionOf(formOf({ do: 'assign', owner: '' }), now)).to.have.property('owner', null);
  });

  it('parts tags by commas and leaves fields of others alone', () => {
    const action = actionOf(formOf({ do: 'tags', add: 'vip,  printer , ', seen: 'x' }), now);
    expect(action).to.deep.equal({ do: 'tags', add: ['vip', 'printer'], remove: [] });
  });

  it('removes a link, and links by default', () => {
    expect(actionOf(formOf({ do: 'link', to: '48213' }), now)).to.include({ to: '48213', remove: false });
    expect(actionOf(formOf({ do: 'link', to: '48213', drop: 'true' }), now)).to.include({ remove: true });
  });

  it('reads a time on the clock of the reader', () => {
    const until = (fields: Record<string, string>) => {
      const action = actionOf(formOf({ do: 'snooze', ...fields }), now);
      return action.do === 'snooze' ? action.until : undefined;
    };
    expect(until({ until: '2026-11-23T09:00', zone: '-60' })).to.deep.equal(new Date('2026-11-23T08:00:00Z'));
    expect(until({ until: '2026-11-23T09:00+01:00', zone: '300' })).to.deep.equal(
      new Date('2026-11-23T08:00:00Z'),
    );
    // A Friday.
    expect(until({ preset: 'later', zone: '0' })).to.deep.equal(new Date('2026-11-20T18:00:00Z'));
    expect(until({ preset: 'tomorrow', zone: '-60' })).to.deep.equal(new Date('2026-11-21T08:00:00Z'));
    expect(until({ preset: 'next-week', zone: '300' })).to.deep.equal(new Date('2026-11-23T14:00:00Z'));
    expect(until({ until: '' })).to.equal(null);
  });

  it('takes the next Monday on a Monday', () => {
    const monday = new Date('2026-11-23T10:00:00Z');
    const action = actionOf(formOf({ do: 'snooze', preset: 'next-week' }), monday);
    expect(action).to.deep.equal({ do: 'snooze', until: new Date('2026-11-30T09:00:00Z') });
  });

  it('says which field is wrong', () => {
    expect(() => actionOf(formOf({ do: 'priority', priority: 'soon' }), now)).to.throw(Failure, 'priority');
    expect(() => actionOf(formOf({ do: 'snooze', until: 'whenever' }), now)).to.throw(Failure, 'whenever');
    expect(() => actionOf(formOf({ do: 'explode' }), now)).to.throw(Failure, 'what to do');
  });

  it('fails for any form in no other way than by a Failure', () => {
    const names = ['reply', 'tags', 'snooze', 'link', 'split', 'merge', 'solution', 'assign'];
    const form = fc.dictionary(
      fc.constantFrom('to', 'add', 'until', 'attachments', 'messages', 'text'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), form, (name, fields) => {
        try {
          expect(actionOf(formOf({ ...fields, do: name }), now).do).to.equal(name);
        } catch (error) {
          expect(error).to.be.instanceOf(Failure);
        }
      }),
    );
  });
});
