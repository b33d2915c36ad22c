/** The words of our mail: Liquid templates, by kind, language and department; read and checked once, at start. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Liquid, type Template } from 'liquidjs';
import type { LinkLetterData } from './access/letter.ts';
import type { NoticeData } from './desk/notice.ts';
import type { InternalData } from './desk/notice-internal.ts';
import type { OutcomeData } from './desk/notice-outcome.ts';
import type { ReplyData } from './desk/reply.ts';
import { Failure } from './failure.ts';
import { bodyLines, type Rendered } from './mail/outgoing.ts';
import type { ReceiptData } from './receipts/compose.ts';
import type { DigestData } from './screening/digest.ts';
import { samples } from './template-samples.ts';

/** What each kind of template may speak of. */
export interface TemplateData {
  readonly receipt: ReceiptData;
  readonly notice: NoticeData;
  readonly reply: ReplyData;
  readonly internal: InternalData;
  readonly outcome: OutcomeData;
  readonly invitation: LinkLetterData;
  readonly reset: LinkLetterData;
  readonly digest: DigestData;
}
export type TemplateKind = keyof TemplateData;

/** Where a template is looked for: the department's own, then the language's, then English. */
export interface TemplatePlace {
  readonly language: string;
  readonly department: string;
}

export interface Templates {
  /** Fills the template in. Throws Failure `bad-settings` where it cannot be filled in. */
  render<K extends TemplateKind>(kind: K, place: TemplatePlace, data: TemplateData[K]): Rendered;
  /** True where there is a template of that kind in that language. */
  has(kind: TemplateKind, language: string): boolean;
}

/** The templates that come with Postern. */
const standardTemplates = fileURLToPath(new URL('../config/templates/', import.meta.url));

interface Compiled {
  readonly subject: Template[];
  readonly text: Template[];
  readonly html: Template[] | null;
}

interface Engines {
  readonly plain: Liquid;
  readonly html: Liquid;
}

const fallback = 'en';
const limits = { parseLimit: 200_000, renderLimit: 2_000, memoryLimit: 10_000_000 };

/**
 * Reads, parses and tries all templates. `ownFolder` (setting `receipts.templates`; empty: none) goes before the standard
 * one, template by template. A folder `LANGUAGE/` or `departments/NAME/LANGUAGE/` holds `KIND.txt.liquid`, whose first
 * line is `Subject: …`, and beside it, where the mail has HTML too, `KIND.html.liquid`. Throws Failure `bad-settings`
 * that lists all faults with file and line.
 */
export function loadTemplates(ownFolder: string): Templates {
  const files = merged(readFolder(standardTemplates), ownFolder === '' ? new Map() : readFolder(ownFolder));
  const engines = makeEngines(files);
  const compiled = compileAll(engines, files);
  return {
    has: (kind, language) => compiled.has(`${language}/${kind}`),
    render(kind, { language, department }, data) {
      const own = `departments/${department}`;
      const folders = [`${own}/${language}`, language, `${own}/${fallback}`, fallback];
      const folder = folders.find((name) => compiled.has(`${name}/${kind}`)) ?? fallback;
      const template = compiled.get(`${folder}/${kind}`);
      if (template === undefined) throw new Failure('bad-settings', `no template of kind ${kind}`);
      return fill(engines, template, data, folder.split('/').at(-1) ?? fallback);
    },
  };
}

/** Sources by path within the folder, with `/` between its parts. */
function readFolder(folder: string): Map<string, string> {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.liquid'),
    );
    return new Map(
      names.map((name) => [name.replaceAll(sep, '/'), readFileSync(join(folder, name), 'utf8')]),
    );
  } catch (error) {
    throw new Failure('bad-settings', `receipts.templates: ${folder} cannot be read`, error);
  }
}

/** Own text without own HTML takes the standard HTML away, which would say something else. */
function merged(standard: Map<string, string>, own: Map<string, string>): Map<string, string> {
  const files = new Map(standard);
  for (const name of own.keys()) files.delete(name.replace(/\.txt\.liquid$/, '.html.liquid'));
  for (const [name, source] of own) files.set(name, source);
  return files;
}

/** The filter `lines`: text as HTML with its line breaks. A loop over lines takes far longer. */
function linesInHtml(text: unknown): string {
  const escapes: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&#34;',
    "'": '&#39;',
  };
  const escaped = String(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '');
  return escaped.replace(/\r\n?|\n/g, '<br>\n');
}

/** Templates see own properties only, and the other templates, but no files. An unknown name is a fault. */
function makeEngines(files: Map<string, string>): Engines {
  const options = {
    ...limits,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    templates: Object.fromEntries(files),
    cache: true,
  };
  const html = new Liquid({ ...options, outputEscape: 'escape' });
  html.registerFilter('lines', { handler: linesInHtml, raw: true });
  return { plain: new Liquid(options), html };
}

function compileAll(engines: Engines, files: Map<string, string>): Map<string, Compiled> {
  const compiled = new Map<string, Compiled>();
  const faults: string[] = [];
  for (const [name, source] of files) {
    const [, folder, kind] = /^((?:departments\/[^/]+\/)?[a-z]{2,3})\/([^/]+)\.txt\.liquid$/.exec(name) ?? [];
    if (folder === undefined || !isKind(kind)) continue;
    try {
      const template = compile(engines, name, source, files);
      tryOut(engines, template, kind, name);
      compiled.set(`${folder}/${kind}`, template);
    } catch (error) {
      faults.push(fault(name, error));
    }
  }
  if (faults.length > 0) throw new Failure('bad-settings', `broken templates: ${faults.join('; ')}`);
  return compiled;
}

function compile(
  { plain, html }: Engines,
  name: string,
  source: string,
  files: Map<string, string>,
): Compiled {
  const [first = '', ...rest] = source.split('\n');
  const [, subject] = /^Subject:\s*(\S.*)$/.exec(first.trimEnd()) ?? [];
  if (subject === undefined) throw new Error('line:1, the first line must be `Subject: …`');
  const htmlName = name.replace(/\.txt\.liquid$/, '.html.liquid');
  const htmlSource = files.get(htmlName);
  return {
    subject: plain.parse(subject, name),
    // The first line stays as an empty one, so that line numbers of faults are right.
    text: plain.parse(['', ...rest].join('\n'), name),
    html: htmlSource === undefined ? null : html.parse(htmlSource, htmlName),
  };
}

/** Fills a template in with a sample, once bare and once full, so that faults show at start and not in a mail. */
function tryOut(engines: Engines, template: Compiled, kind: TemplateKind, name: string): void {
  for (const sample of samples[kind]) {
    const { subject } = fill(engines, template, sample, fallback);
    if (!subject.includes(sample.tag)) throw new Error(`${name}, line:1, the subject must contain {{ tag }}`);
  }
}

function fill(engines: Engines, template: Compiled, data: object, language: string): Rendered {
  const scope = { ...data, language };
  const html = template.html && engines.html.renderSync(template.html, scope);
  return {
    subject: String(engines.plain.renderSync(template.subject, scope)),
    text: `${bodyLines(String(engines.plain.renderSync(template.text, scope))).trim()}\n`,
    html: html === null ? null : bodyLines(String(html)),
    language,
  };
}

function isKind(kind: string | undefined): kind is TemplateKind {
  return kind !== undefined && kind in samples;
}

/** Liquid's own words name file, line and column. */
function fault(name: string, error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.includes('.liquid') ? words : `${name}, ${words}`;
}
