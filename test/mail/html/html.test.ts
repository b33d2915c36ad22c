import { expect } from 'chai';
import { htmlToText, isTame, sanitise, textToHtml } from '../../../src/mail/html/html.ts';
import { unmarked } from '../../../src/mail/html/marks.ts';

describe('HTML to text', () => {
  it('keeps paragraphs, lists, cells and links apart, and drops what is hidden', () => {
    const text = htmlToText(
      '<div style="display:none">teaser</div><p>One</p><ul><li>a<li>b</ul><table><tr><td>c</td><td>d</td></tr></table><a href="http://e.example/">link</a>',
    );
    expect(text).to.match(/One[\s\S]*\* a[\s\S]*\* b[\s\S]*c d[\s\S]*link <http:\/\/e\.example\/>/);
    expect(text).to.not.include('teaser');
  });

  it('is bounded for nested and endless pages', () => {
    for (const page of [
      '<div>'.repeat(200_000),
      '<table><tr><td>'.repeat(70_000),
      `<p>${'word '.repeat(400_000)}`,
      '<'.repeat(500_000),
      '<style>'.repeat(300_000),
      `${'<blockquote>'.repeat(280)}${'x<br>'.repeat(18_000)}`,
    ]) {
      expect(htmlToText(page).length).to.be.at.most(page.length);
      expect(sanitise(page).length).to.be.at.most(textToHtml(page).length);
    }
  }).timeout(10_000);

  it('says of a page whether it is tame', () => {
    expect(isTame('<p>a</p>'.repeat(1000))).to.equal(true);
    expect(isTame('<div>'.repeat(301))).to.equal(false);
  });

  it('leaves no marks of ours in text', () => {
    expect(unmarked(htmlToText('a<div id="appendonsend">b</div>'))).to.not.match(/[\ufdd0-\ufdd2]/);
  });
});

describe('sanitised HTML', () => {
  const forbidden: readonly string[] = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe src="http://e.example"></iframe>',
    '<form action="http://e.example"><input name=a></form>',
    '<p style="background:url(http://e.example/p.gif)">x</p>',
    '<style>@import "http://e.example"</style>',
    '<base href="http://e.example/">',
    '<img src="http://e.example/p.gif">',
    '<svg><image href="http://e.example/p.gif"/></svg>',
    '<img src="data:image/svg+xml;base64,AAAA">',
  ];
  for (const page of forbidden) {
    it(`shows nothing dangerous of ${page}`, () => {
      expect(sanitise(page)).to.not.match(
        /script|onerror|<iframe|<form|<input|url\(|@import|<base| src="http| href="http|svg/i,
      );
    });
  }

  it('keeps inline images by Content-ID and remembers where remote ones were', () => {
    expect(sanitise('<img src="cid:a@b" alt="A">')).to.equal('<img alt="A" src="cid:a@b" />');
    expect(sanitise('<img src="https://e.example/p.gif">')).to.equal(
      '<img data-src="https://e.example/p.gif" />',
    );
  });

  it('forgets where tracking pixels were', () => {
    expect(sanitise('<img src="https://e.example/p.gif" width="1" height="1">')).to.not.include('e.example');
    expect(sanitise('<img src="https://e.example/p.gif" style="width:1px;height:1px">')).to.not.include(
      'e.example',
    );
  });
});
