import { expect } from 'chai';
import fc from 'fast-check';
import { summariseInvitation } from '../../../src/mail/unpack/calendar.ts';

const invitation = (method: string, lines: string): string =>
  `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nBEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n${lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

describe('an invitation', () => {
  it('is summed up: what, when, where, by whom', () => {
    const text = invitation(
      'REQUEST',
      'BEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nSUMMARY;LANGUAGE=en:Fire dr\r\n ill\\, floor 2\r\nDTSTART;TZID="Europe/Berlin":20260303T100000\r\nDTEND;TZID="Europe/Berlin":20260303T113000\r\nLOCATION:Yard\\nNorth\r\nORGANIZER;CN="Field: Ann":mailto:ann@example.com',
    );
    expect(summariseInvitation(text)).to.equal(
      'Invitation: Fire drill, floor 2\nWhen: 2026-03-03 10:00 Europe/Berlin to 11:30 Europe/Berlin\nWhere: Yard North\nOrganiser: Field: Ann <ann@example.com>',
    );
  });

  it('says when it is cancelled or answered', () => {
    expect(
      summariseInvitation(invitation('CANCEL', 'SUMMARY:Drill\r\nDTSTART;VALUE=DATE:20260303')),
    ).to.equal('Cancelled invitation: Drill\nWhen: 2026-03-03');
    expect(
      summariseInvitation(
        invitation('REPLY', 'SUMMARY:Drill\r\nATTENDEE;PARTSTAT=DECLINED;CN=Bo:MAILTO:bo@example.com'),
      ),
    ).to.equal('Answer to an invitation: Drill\nAnswer: Bo <bo@example.com> declined');
  });

  it('is none where there is no event, and nothing throws', () => {
    expect(summariseInvitation('BEGIN:VCALENDAR\nEND:VCALENDAR')).to.equal(null);
    fc.assert(fc.property(fc.string(), (text) => void summariseInvitation(invitation('REQUEST', text))));
    summariseInvitation(`BEGIN:VEVENT\n${'SUMMARY;A=",'.repeat(20_000)}`);
  });
});
