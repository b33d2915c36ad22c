import { expect } from 'chai';
import { closeAll, listen, rawOf, transcript } from './smtp-fixture.ts';

/** What other servers have taken for the end of DATA (CVE-2023-51764, -51765, -51766 and what was found since). */
const sequences = {
  'LF.LF': '\n.\n',
  'LF.CRLF': '\n.\r\n',
  'CRLF.LF': '\r\n.\n',
  'CR.CR': '\r.\r',
  'CRLF.CR': '\r\n.\r',
  'CR.CRLF': '\r.\r\n',
  'LF.CR.LF': '\n.\r.\n',
  'CRLF NUL.CRLF': '\r\n\0.\r\n',
  'CRLF.NUL CRLF': '\r\n.\0\r\n',
};
const start = 'EHLO c.example\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n';
const smuggled =
  'MAIL FROM:<boss@example.com>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n';

describe('a smuggled mail', () => {
  afterEach(closeAll);

  for (const [name, sequence] of Object.entries(sequences)) {
    for (const way of ['whole', 'octet by octet']) {
      it(`stays content behind ${name}, sent ${way}`, async () => {
        const { port, intake } = await listen();
        const stream = `Subject: outer\r\n\r\nx${sequence}${smuggled}.\r\nQUIT\r\n`;
        const said = await transcript(port, start, ...(way === 'whole' ? [stream] : stream));
        expect(said.match(/250 2\.0\.0 Ok/g)).to.have.lengthOf(1);
        expect(intake.arrivals).to.have.lengthOf(1);
        expect(rawOf(intake))
          .to.include('boss@example.com')
          .and.match(/\r\nx\r\n$/);
      });
    }
  }

  it('does not come out of a first line of two dots that travels alone', async () => {
    const { port, intake } = await listen();
    await transcript(port, start, '..', '\r\n', smuggled, '.\r\nQUIT\r\n');
    expect(intake.arrivals).to.have.lengthOf(1);
    expect(rawOf(intake).slice(0, 8)).to.equal('.\r\nMAIL ');
  });
});
