/** What happened, in the language of the reader. */
import { expect } from 'chai';
import { type Reason, reasons } from '../../../src/decision.ts';
import { eventText } from '../../../src/http/words/events.ts';
import { wordsOf } from '../../../src/http/words/words.ts';

describe('an event', () => {
  it('is told in German, with its particulars', () => {
    expect(eventText('de-AT', 'assigned', 'assigned to bob@desk.example')).to.equal(
      'zugewiesen an bob@desk.example',
    );
    expect(eventText('de', 'merged', '12-K7QF was merged into this ticket')).to.equal(
      '12-K7QF wurde mit diesem Ticket zusammengeführt',
    );
  });

  it('has its states named as everywhere else', () => {
    expect(eventText('de', 'state', 'open → waiting')).to.equal('offen → wartend');
    expect(eventText('en-GB', 'state', 'open → waiting')).to.equal('open → waiting');
  });

  it('says why there was no receipt', () => {
    expect(eventText('en', 'no-receipt', reasons['receipts-off'])).to.equal(
      'no receipt was sent: receipts are switched off',
    );
  });

  it('stays as it is where its form is not known', () => {
    expect(eventText('de', 'whatever', 'something new')).to.equal('something new');
  });

  it('has each reason in German, none of them in English', () => {
    const german = wordsOf('de').reasons;
    const same = (Object.keys(reasons) as Reason[]).filter((reason) => german[reason] === reasons[reason]);
    expect(same).to.deep.equal([]);
  });
});
