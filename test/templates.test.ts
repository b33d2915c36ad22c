import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { Failure } from '../src/failure.ts';
import { samples } from '../src/template-samples.ts';
import { loadTemplates } from '../src/templates.ts';

const [full] = samples.receipt;
const place = { language: 'en', department: 'support' };

describe('templates', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-templates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const receipt = (where: { language: string; department: string }) => {
    if (full === undefined) throw new Error('no sample');
    return loadTemplates(folder).render('receipt', where, full);
  };

  it('speak English and German', () => {
    expect(receipt(place).text).to.include('You can expect an answer within one working day.');
    expect(receipt({ ...place, language: 'de' }).text).to.include('Zeit bis zur Antwort: one working day.');
  });

  it('fall back to English, and say so', () => {
    const { language, text } = receipt({ ...place, language: 'fr' });
    expect(language).to.equal('en');
    expect(text).to.include('Hello');
  });

  it('leave out what is not promised', () => {
    const [, bare] = samples.receipt;
    if (bare === undefined) throw new Error('no sample');
    const { text, html } = loadTemplates('').render('receipt', place, bare);
    expect(text).not.to.include('expect an answer');
    expect(html).not.to.include('expect an answer');
  });

  it('take the department’s own first, then the language’s', () => {
    put('en/receipt.txt.liquid', 'Subject: {{ tag }} general\nfor all');
    put('departments/sales/en/receipt.txt.liquid', 'Subject: {{ tag }} sales\nfor sales');
    expect(receipt({ ...place, department: 'sales' }).text).to.equal('for sales\n');
    expect(receipt(place).text).to.equal('for all\n');
    expect(receipt({ ...place, language: 'de' }).text).to.include('Guten Tag');
  });

  it('send no standard HTML beside an own text', () => {
    put('en/receipt.txt.liquid', 'Subject: {{ tag }}\nown words');
    expect(receipt(place).html).to.equal(null);
  });

  it('escape in HTML and not in text', () => {
    put('en/receipt.txt.liquid', 'Subject: {{ tag }}\n{{ department }}');
    put('en/receipt.html.liquid', '{{ department }}');
    const data = { ticketId: 'x', tag: '[x]', subject: '', answerWithin: '', department: '<b>&"' };
    const rendered = loadTemplates(folder).render('receipt', place, data);
    expect(rendered.text).to.equal('<b>&"\n');
    expect(rendered.html).to.equal('&lt;b&gt;&amp;&#34;');
  });

  const faults = [
    ['a missing end', 'Subject: {{ tag }}\n\n{% if tag %}', /en\/receipt\.txt\.liquid.*line:3/],
    ['an unknown name', 'Subject: {{ tag }}\nHello {{ nmae }}', /en\/receipt\.txt\.liquid.*line:2/],
    ['an unknown filter', 'Subject: {{ tag | shout }}\nHello', /en\/receipt\.txt\.liquid.*line:1/],
    ['no subject', 'Hello', /en\/receipt\.txt\.liquid, line:1, the first line/],
    [
      'a subject without the tag',
      'Subject: Hello\nHello',
      /en\/receipt\.txt\.liquid, line:1, the subject must/,
    ],
    [
      'another file of the machine',
      'Subject: {{ tag }}\n{% render "/etc/passwd" %}',
      /en\/receipt\.txt\.liquid/,
    ],
  ] as const;
  for (const [what, text, words] of faults) {
    it(`refuse to load with ${what}, and say where`, () => {
      put('en/receipt.txt.liquid', text);
      expect(() => loadTemplates(folder))
        .to.throw(Failure, words)
        .with.property('code', 'bad-settings');
    });
  }

  it('refuse a folder that is not there', () => {
    expect(() => loadTemplates(join(folder, 'nowhere'))).to.throw(Failure, /receipts\.templates/);
  });

  it('give templates no prototypes to look into', () => {
    put('en/receipt.txt.liquid', 'Subject: {{ tag }}\n{{ tag.constructor.name }}');
    expect(() => loadTemplates(folder)).to.throw(Failure, /receipt\.txt\.liquid/);
  });
});
