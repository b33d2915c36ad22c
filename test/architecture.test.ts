/** The import rules of ARCHITECTURE.md: arrows point one way, and each I/O library has one place. */

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const imports = (file: string) =>
  [
    /^(?:import|export)\b[^;']*?from\s+'([^'\n]+)'/gm,
    /^import\s+'([^'\n]+)'/gm,
    /\bimport\(\s*'([^'\n]+)'/g,
    /\brequire\.resolve\('([^'\n]+)'/g,
  ].flatMap((form) => [...text(file).matchAll(form)].map((match) => match[1] ?? ''));
const local = (file: string) =>
  imports(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)));
const libraries = (file: string) =>
  imports(file).filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
const folder = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');

/** What everything speaks: the records and the ports, why a decision is what it is, and what can fail. */
const words = ['model', 'decision.ts', 'failure.ts'];
const stage = [...words, 'mail', 'config', 'templates.ts', 'sliding-window.ts', 'networks.ts', 'within.ts'];
/** What a folder may import beside itself: folders, and files of the root. */
const mayImport: Record<string, readonly string[]> = {
  model: ['decision.ts', 'failure.ts', 'mail'],
  mail: words,
  config: words,
  authentication: stage,
  threading: stage,
  screening: stage,
  routing: stage,
  receipts: stage,
  desk: stage,
  mirror: stage,
  ingest: stage,
  store: stage,
  backup: ['failure.ts'],
  http: [
    ...words,
    'config',
    'templates.ts',
    'sliding-window.ts',
    'within.ts',
    'watching',
    'mail',
    'access',
    'desk',
    'webhooks',
  ],
  access: stage,
  webhooks: stage,
  watching: stage,
};

/** Where a library may be imported: one file, or a folder. */
const walls: Record<string, readonly string[]> = {
  mongoose: ['store/'],
  'smtp-server': ['ingest/smtp'],
  imapflow: ['ingest/imap'],
  nodemailer: ['receipts/smtp.ts'],
  mailauth: ['authentication/mailauth.ts'],
  'postal-mime': ['mail/'],
  mailparser: ['mail/'],
  'html-to-text': ['mail/'],
  'sanitize-html': ['mail/'],
  piscina: ['mail/'],
  winston: ['watching/log.ts'],
  'prom-client': ['watching/metrics.ts'],
  hono: ['http/'],
  '@node-rs/argon2': ['access/'],
  otplib: ['access/'],
  qr: ['access/'],
  'openid-client': ['access/'],
  liquidjs: ['templates.ts'],
  re2js: ['routing/', 'config/', 'screening/'],
  eld: ['screening/'],
  uplot: ['http/assets.ts'],
  commander: ['commands/'],
};

describe('the architecture', () => {
  it('has files to look at', () => expect(files.length).to.be.greaterThan(40));

  for (const [name, allowed] of Object.entries(mayImport)) {
    it(`lets ${name} import only ${allowed.join(', ')}`, () => {
      const faults = files
        .filter((file) => folder(file) === name)
        .flatMap((file) =>
          local(file)
            .filter((target) => ![name, ...allowed].some((one) => target === one || folder(target) === one))
            .map((target) => `${file} → ${target}`),
        );
      expect(faults).to.deep.equal([]);
    });
  }

  it('lets nothing but main, commands and the gateway import what a start needs', () => {
    const users = files.filter((file) => local(file).some((target) => folder(target) === 'start'));
    expect(
      users.filter(
        (file) => !['main.ts', 'gateway.ts'].includes(file) && !['commands', 'start'].includes(folder(file)),
      ),
    ).to.deep.equal([]);
  });

  it('lets no file of the way of a mail import what joins its parts', () => {
    const ways = files.filter((file) => folder(file) === '' && !['main.ts', 'gateway.ts'].includes(file));
    const users = ways.filter((file) => local(file).some((target) => folder(target) === 'assembly'));
    expect(users).to.deep.equal([]);
  });

  it('lets only main, commands and the gateway import the gateway', () => {
    const users = files.filter((file) => local(file).includes('gateway.ts'));
    expect(users.filter((file) => file !== 'main.ts' && folder(file) !== 'commands')).to.deep.equal([]);
  });

  it('imports each I/O library in one place', () => {
    const faults = files.flatMap((file) =>
      libraries(file)
        .filter((name) =>
          Object.entries(walls).some(
            ([library, wall]) =>
              (name === library || name.startsWith(`${library}/`)) &&
              !wall.some((place) => file.startsWith(place)),
          ),
        )
        .map((name) => `${file} → ${name}`),
    );
    expect(faults).to.deep.equal([]);
  });

  it('names every library it imports in package.json', () => {
    const named = Object.keys(JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')).dependencies);
    const used = files.flatMap(libraries).filter((name) => !builtinModules.includes(name));
    expect(
      used.filter((name) => !named.some((one) => name === one || name.startsWith(`${one}/`))),
    ).to.deep.equal([]);
    const unused = named.filter((one) => !used.some((name) => name === one || name.startsWith(`${one}/`)));
    expect(unused, 'dependencies that nothing imports').to.deep.equal([]);
  });

  it('touches the process in main.ts alone', () => {
    const users = files.filter((file) =>
      /(?<![.\w-])process\.\w|node:process/.test(text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    );
    expect(users.filter((file) => file !== 'main.ts')).to.deep.equal([]);
  });

  it('has no circles', () => {
    const seen = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: string[]): string[] => {
      if (seen.get(file) === 'open') return [[...path, file].join(' → ')];
      if (seen.has(file) || !files.includes(file)) return [];
      seen.set(file, 'open');
      const found = valueImports(file).flatMap((target) => visit(target, [...path, file]));
      seen.set(file, 'done');
      return found;
    };
    expect(files.flatMap((file) => visit(file, []))).to.deep.equal([]);
  });

  it('keeps files small: none over 250 lines, half of them under 100', () => {
    const lengths = files
      .map((file) => [text(file).split('\n').length, file] as const)
      .sort(([a], [b]) => a - b);
    expect(lengths.filter(([lines]) => lines > 251)).to.deep.equal([]);
    expect(lengths[Math.floor(lengths.length / 2)]?.[0]).to.be.below(100);
  });
});

/** Imports that exist at run time; `import type` makes no circle. */
function valueImports(file: string): string[] {
  return [...text(file).matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s*'(\.[^']+)'/gm)].map((match) =>
    normalize(join(dirname(file), match[1] ?? '')),
  );
}
