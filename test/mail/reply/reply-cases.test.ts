import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Mail } from '../../../src/mail/mail.ts';
import { readMail } from '../../../src/mail/read.ts';

const root = new URL('../../../fixtures/mail/replies/', import.meta.url).pathname;

type Mark = 'w' | 'q' | 's' | '?';

interface Case {
  readonly name: string;
  readonly author: string;
  readonly answers: boolean;
  readonly lines: readonly { mark: Mark | ''; text: string }[];
}

/** The format is told in fixtures/mail/replies/cases/README.md. */
function parseCase(source: string): Case {
  const [name = '', ...rest] = source.trimEnd().split('\n');
  const author = rest.find((line) => line.startsWith('@author '))?.slice('@author '.length) ?? '';
  const body = rest.filter((line) => !line.startsWith('@'));
  const lines = body.map((line) => {
    const mark = /^[wqs?](?= |$)/.exec(line)?.[0];
    if (mark === undefined && line.trim() !== '') throw new Error(`${name}: no mark: ${line}`);
    return { mark: (mark ?? '') as Mark | '', text: line.slice(2) };
  });
  return { name, author, answers: !rest.includes('@new'), lines };
}

function cases(): Case[] {
  return readdirSync(join(root, 'cases'))
    .filter((file) => file.endsWith('.txt'))
    .flatMap((file) => `\n${readFileSync(join(root, 'cases', file), 'utf8')}`.split('\n= ').slice(1))
    .map(parseCase);
}

function readText(text: string, author: string, answers: boolean): Mail {
  const head = [
    `From: =?utf-8?B?${Buffer.from(author).toString('base64')}?= <ann@example.com>`,
    'To: Support <support@example.net>',
    answers ? 'Subject: Re: Printer\nIn-Reply-To: <ours.4@example.net>' : 'Subject: Printer',
    'Message-ID: <m1@example.com>',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  return readMail(Buffer.from(`${head.join('\n')}\n\n${Buffer.from(text).toString('base64')}\n`), null);
}

const written = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What the case says, where lines of taste follow what was made of them. */
function expected({ lines }: Case, signature: readonly string[]): Record<'w' | 'q' | 's', string[]> {
  const sorted: Record<'w' | 'q' | 's', string[]> = { w: [], q: [], s: [] };
  for (const { mark, text } of lines) {
    if (mark === '' || text.trim() === '') continue;
    const chosen = mark === '?' ? (signature.includes(text.trim()) ? 's' : 'w') : mark;
    sorted[chosen].push(text.trim());
  }
  return sorted;
}

const list = (file: string, between: string | RegExp): string[] =>
  readFileSync(join(root, 'lines', file), 'utf8')
    .trimEnd()
    .split(between);

/** At white space, as mail programs do. */
const wrap = (line: string, width: number): string =>
  line.split(' ').reduce((text, word) => {
    const last = text.slice(text.lastIndexOf('\n') + 1);
    return `${text}${last.length + word.length >= width ? '\n' : ' '}${word}`;
  });

const question = 'Did you pull the plug?';

describe('reply text of real mail programs', () => {
  for (const one of cases()) {
    it(`is right: ${one.name}`, () => {
      const text = one.lines.map((line) => line.text).join('\n');
      const mail = readText(text, one.author, one.answers);
      const signature = written(mail.signature);
      expect({ w: written(mail.replyText), q: written(mail.quotedText), s: signature }).to.deep.equal(
        expected(one, signature),
      );
    });
  }

  for (const attribution of list('attributions.txt', '\n')) {
    for (const [how, quote] of [
      ['marked', `> ${question}`],
      ['unmarked', question],
    ] as const) {
      it(`is what stands above "${attribution}" and a ${how} quote`, () => {
        const mail = readText(`It burns.\n\n${attribution}\n\n${quote}\n`, '', true);
        expect(mail.replyText).to.equal('It burns.');
        expect(mail.quotedText).to.equal(`${attribution}\n\n${quote}`);
      });
    }

    it(`is what stands below "${attribution}" and a quote`, () => {
      const mail = readText(`${attribution}\n> ${question}\n\nI did not dare.\n`, '', true);
      expect(mail.replyText).to.equal('I did not dare.');
    });
  }

  for (const attribution of list('attributions.txt', '\n')) {
    it(`is what stands above "${attribution}" wrapped over lines`, () => {
      for (const width of [34, 45, 60, 72]) {
        const wrapped = wrap(attribution, width);
        if (wrapped.split('\n').length > 4) continue;
        const mail = readText(`It burns.\n\n${wrapped}\n\n> ${question}\n`, '', true);
        expect(mail.replyText).to.equal('It burns.');
      }
    });
  }

  for (const separator of list('separators.txt', '\n')) {
    it(`is what stands above "${separator}"`, () => {
      const mail = readText(`It burns.\n\n${separator}\n\n${question}\n`, '', true);
      expect(mail.replyText).to.equal('It burns.');
      expect(mail.quotedText).to.equal(`${separator}\n\n${question}`);
    });
  }

  for (const block of list('header-blocks.txt', '\n\n')) {
    it(`is what stands above the block ${JSON.stringify(block)}`, () => {
      const mail = readText(`It burns.\n\n${block}\n\n${question}\n`, '', true);
      expect(mail.replyText).to.equal('It burns.');
      expect(mail.quotedText).to.equal(`${block}\n\n${question}`);
    });
  }

  for (const line of list('devices.txt', '\n')) {
    it(`does not hold "${line}"`, () => {
      const mail = readText(`It burns.\n\n${line}`, '', true);
      expect(mail.replyText).to.equal('It burns.');
      expect(mail.signature).to.equal(line);
    });
  }

  for (const line of list('closings.txt', '\n')) {
    it(`does not hold "${line}" and a name`, () => {
      const mail = readText(`It burns.\n\n${line}\nA. Field`, '', true);
      expect(mail.replyText).to.equal('It burns.');
      expect(mail.signature).to.equal(`${line}\nA. Field`);
    });
  }
});
