/**
 * One way to find the reply in a mail, as a program of its own: `corpora-splitter.ts NAME LIBRARIES PATH`. Prints what
 * the scorer reads. All are given the same decoded text, or the HTML where there is no text, by Postern’s reader.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mailsIn } from '../src/commands/mails.ts';
import type { Mail } from '../src/mail/mail.ts';
import { makeReader } from '../src/mail/reader.ts';

type Body = Pick<Mail, 'text' | 'html'> & { readonly isHtml: boolean };
type Splitter = (body: Body) => string;

interface Planer {
  extractFrom(body: string, type: string, document?: unknown): string;
}
interface TextTools {
  textToHtml(text: string): string;
  htmlToText(html: string): string;
}
interface Dom {
  JSDOM: new (html?: string) => { window: { document: HtmlDocument } };
}
interface HtmlDocument {
  body: { innerHTML: string };
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
}
interface ReplyParser {
  default: new () => { read(text: string): { getVisibleText(): string } };
}

const [name = '', libraries = '', path = ''] = process.argv.slice(2);
const require = createRequire(join(libraries, 'package.json'));
const reader = makeReader();
const split = await splitterOf(name);
for await (const { file, raw } of mailsIn(path, process.cwd(), process.stdin)) {
  const arrived = performance.now();
  const mail = await reader.read(raw, null);
  const isHtml =
    mail.html !== null && !/^content-type:\s*text\/plain/im.test(Buffer.from(raw).toString('latin1'));
  // Postern’s own splitting is part of reading, so all of that counts.
  const started = split === null ? arrived : performance.now();
  const replyText = split === null ? mail.replyText : split({ ...mail, isHtml });
  const ms = performance.now() - started;
  const { text, quotedText, signature } = mail;
  const folded = split === null ? { quotedText, signature } : {};
  process.stdout.write(`${JSON.stringify({ file, text, replyText, ...folded, ms })}\n`);
}
await reader.close();

/** Null is Postern’s own: its reader has split the mail already. Throws for a name that is none. */
async function splitterOf(library: string): Promise<Splitter | null> {
  switch (library) {
    case 'postern':
      return null;
    case 'email-reply-parser': {
      const file = pathToFileURL(require.resolve(library)).href;
      const { default: Parser } = (await import(file)) as ReplyParser;
      return ({ text }) => new Parser().read(text).getVisibleText();
    }
    case 'planer':
      return planer(require(library) as Planer, require('jsdom') as Dom, textTools());
    case '@postalsys/email-text-tools':
      return tools(textTools(), require('jsdom') as Dom);
    default:
      throw new Error(`there is no library ${library}`);
  }
}

function textTools(): TextTools {
  return require('@postalsys/email-text-tools') as TextTools;
}

function planer({ extractFrom }: Planer, { JSDOM }: Dom, { htmlToText }: TextTools): Splitter {
  return ({ text, html, isHtml }) =>
    isHtml && html !== null
      ? htmlToText(extractFrom(html, 'text/html', new JSDOM().window.document))
      : extractFrom(text, 'text/plain');
}

/** It knows no replies as such, only what is quoted; that is left out. */
function tools({ textToHtml, htmlToText }: TextTools, { JSDOM }: Dom): Splitter {
  return ({ text, html, isHtml }) => {
    const { document } = new JSDOM(isHtml && html !== null ? html : textToHtml(text)).window;
    for (const quote of document.querySelectorAll('blockquote')) quote.remove();
    return htmlToText(document.body.innerHTML);
  };
}
