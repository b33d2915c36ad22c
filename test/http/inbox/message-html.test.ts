/** The formatted form of a mail. */
import { expect } from 'chai';
import { bodyDocument } from '../../../src/http/inbox/message-html.ts';
import { sanitise } from '../../../src/mail/html/html.ts';

const options = {
  pictureOf: (contentId: string) => (contentId === 'logo@x' ? '/inbox/file/m/s/logo.png' : null),
  remote: false,
  fold: true,
  language: 'en',
  words: { remote: 'Not shown.', showRemote: 'Show remote images', quoted: 'Show quoted text' },
};
const shown = (html: string, more: Partial<typeof options> = {}) =>
  bodyDocument(sanitise(html), { ...options, ...more });

describe('the formatted form of a mail', () => {
  it('shows pictures that the mail holds, also where their address is percent-encoded', () => {
    expect(shown('<img src="cid:logo@x">')).to.include('src="/inbox/file/m/s/logo.png"');
    expect(shown('<img src="cid:logo%40x">')).to.include('src="/inbox/file/m/s/logo.png"');
    expect(shown('<img src="cid:other">')).to.not.include('cid:');
  });

  it('leaves remote pictures out until they are asked for', () => {
    const mail = '<img src="https://tracker.example/a.png" width="90" height="90">';
    expect(shown(mail)).to.include('href="?images=1"').and.not.include(' src="https://tracker');
    const asked = shown(mail, { remote: true });
    expect(asked).to.include('src="https://tracker.example/a.png" referrerpolicy="no-referrer"');
    expect(asked).to.not.include('href="?images=1"');
  });

  it('offers nothing where nothing was left out', () => {
    expect(shown('<p>Hello</p>')).to.not.include('images=1').and.not.include('postern-quoted"');
  });

  it('fetches no pixel that counts openings', () => {
    expect(
      shown('<img src="https://t.example/o.gif" width="1" height="1">', { remote: true }),
    ).to.not.include('t.example');
  });

  it('marks what Gmail and Outlook quote', () => {
    const gmail =
      '<p>Yes.</p><div class="gmail_quote"><div>On Mon Ann wrote:</div><blockquote>Old</blockquote></div>';
    expect(shown(gmail))
      .to.include('id="postern-quoted"')
      .and.match(/data-quoted="rest"[^>]*><div>On Mon/);
    const outlook =
      '<p>Yes.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Ann &lt;ann@example.com&gt;<br><b>Sent:</b> 2 Nov 2026<br><b>To:</b> Bob<br></p></div><p>Old</p>';
    expect(shown(outlook)).to.include('data-quoted="rest"');
  });

  it('marks no rule that somebody drew, and folds nothing where the text was not folded', () => {
    const ruled = '<p>One.</p><div style="border-top:1px solid #ccc"><p>Two is not a header.</p></div>';
    expect(shown(ruled)).to.not.include('id="postern-quoted"');
    const inline = '<blockquote type="cite">Why?</blockquote><p>Because.</p>';
    expect(shown(inline, { fold: false })).to.not.include('id="postern-quoted"');
  });

  it('lets nobody mark his own words as quoted', () => {
    expect(shown('<p data-quoted="rest">Pay now</p>')).to.not.include('data-quoted="rest">Pay');
  });
});
