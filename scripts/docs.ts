/** Writes docs/settings.md from the schema. `--check`: writes nothing, exits 1 where the file is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { variableOf } from '../src/config/names.ts';
import { type Path, type Setting, settingsTree } from '../src/config/tree.ts';

const target = new URL('../docs/settings.md', import.meta.url);

const intro = `# Settings

*Generated from \`src/config/\` by \`npm run docs\`. Do not edit.*

Postern runs without any settings. Those you want to change come from two places:

1. **One YAML file**: \`--config FILE\`, else the file that \`POSTERN_CONFIG\` names, else \`postern.yaml\` in the folder where
   Postern is started, if there is one. \`config/gateway.example.yaml\` shows all sections.
2. **Environment variables**, which win over the file: \`POSTERN_\` and the path in upper snake case, levels joined by *two*
   underscores. \`smtp.maxSize\` is \`POSTERN_SMTP__MAX_SIZE\`.
   - Items of lists go by number, from 0: \`POSTERN_IMAP__0__PASSWORD\`. In the tables below \`N\` stands for the number.
   - Lists of plain words take commas: \`POSTERN_DEPARTMENTS__0__MEMBERS=ann@example.com,bo@example.com\`.
   - A whole list or section is taken as YAML or JSON: \`POSTERN_DEPARTMENTS='[{"name": "sales", "addresses": ["sales@example.com"]}]'\`.
   - \`MONGODB_URI\` is taken for \`store.uri\` too; \`POSTERN_STORE__URI\` wins.
   - \`routing[N].when\` by a header field (\`header.NAME\`) can only be set in the file or with a whole rule.

**Secrets** (marked so below) are never printed or logged. Each may come from a file: the same variable with \`_FILE\`
behind it holds the file's name (\`POSTERN_IMAP__0__PASSWORD_FILE=/run/secrets/imap\`). A line end behind the secret is dropped.

Names of files are taken from the folder where Postern is started. A key without a value counts as not given. A setting or a
\`POSTERN_…\` variable that is not known is an error, and so is a value that does not fit. All problems are listed at once, each with
where it stands, and Postern exits with 78. What is *required* within a list or a section is so only where that item or section is given. \`postern config show\` prints the settings in effect and where each came from.

Postern also makes sure that no two departments share a name or an address, that mailboxes have different names and their lanes are
addresses of departments, that routing rules name departments that there are and hold valid expressions, and that
\`screening.rejectAt\` is not below \`screening.quarantineAt\`.
`;

interface Row {
  readonly path: string;
  readonly variable: string;
  readonly setting: Setting;
}

/** Sections that are there by default need no row of their own. */
const hasRow = ({ kind, initial, required }: Setting) =>
  kind !== 'section' || (initial === undefined && !required);

/** The rows of a setting: its own, those of inner sections, and those of what lists and maps hold. */
function rowsOf(setting: Setting, shown: string, path: Path): Row[] {
  const own = hasRow(setting) ? [{ path: shown, variable: variableOf(path), setting }] : [];
  const fields = [...setting.fields].flatMap(([key, field]) =>
    rowsOf(field, `${shown}.${key}`, [...path, key]),
  );
  if (setting.item?.kind !== 'section') return [...own, ...fields];
  const [name, key] = setting.kind === 'list' ? [`${shown}[N]`, 'n'] : [`${shown}.NAME`, 'name'];
  return [...own, ...rowsOf(setting.item, name, [...path, key])];
}

function defaultOf({ initial, required }: Setting): string {
  if (initial === undefined) return required ? '*required*' : '';
  if (initial === '') return 'empty';
  return `\`${JSON.stringify(initial)}\``;
}

function typeOf(setting: Setting): string {
  if (setting.secret) return '**secret** text';
  if (setting.kind === 'section') return 'a section';
  if (setting.kind === 'list' && setting.item?.kind === 'section') return 'a list';
  return setting.expects.replace(/ \(not empty\)/, '');
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ path, variable, setting }) =>
    [`\`${path}\``, typeOf(setting), defaultOf(setting), `\`${variable}\``, setting.description]
      .map(cell)
      .join(' | '),
  );
  return [
    '| setting | type | default | variable | meaning |',
    '|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

function page(): string {
  const top = [...settingsTree.fields];
  const plain = top.filter(([, setting]) => setting.kind !== 'section' && setting.kind !== 'list');
  const general = `## General\n\n${table(plain.flatMap(([key, setting]) => rowsOf(setting, key, [key])))}\n`;
  const sections = top
    .filter(([, setting]) => setting.kind === 'section' || setting.kind === 'list')
    .map(
      ([key, setting]) => `## ${key}\n\n${setting.description}\n\n${table(rowsOf(setting, key, [key]))}\n`,
    );
  return [intro, general, ...sections].join('\n');
}

function current(): string {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
}

if (!process.argv.includes('--check')) writeFileSync(target, page());
else if (current() !== page()) {
  console.error('docs/settings.md is stale: run `npm run docs`');
  process.exitCode = 1;
}
