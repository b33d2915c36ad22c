/** `npm run bench:ingest`: real mail, all of it, by SMTP and through a mailbox; then the same again. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dovecotMissing, startDovecot } from '../test/support/dovecot.ts';
import { rspamdMissing, startRspamd } from '../test/support/rspamd.ts';
import { writeSection } from './document.ts';
import { startGateway } from './gateway.ts';
import { ingestByImap, mailboxSetting } from './ingest-imap.ts';
import { ingestBySmtp } from './ingest-smtp.ts';
import { describeMachine } from './machine.ts';
import { readCorpora, type Sample } from './samples.ts';
import { ingestTable, type Way } from './tally.ts';

const help = `npm run bench:ingest -- [options]
  --corpora FOLDER  folders of mail with expected.json (../shared/corpora)
  --way WAY         smtp, imap or both (both)
  --no-rspamd       without screening
  --write           put the table into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    corpora: { type: 'string', default: '../shared/corpora' },
    way: { type: 'string', default: 'both' },
    rspamd: { type: 'boolean', default: true },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

const say = (line: string) => void process.stderr.write(`${line}\n`);
const folder = resolve(options.corpora);

if (options.help) process.stdout.write(help);
else if (!existsSync(folder)) {
  say(`there is no folder ${folder}: name one with --corpora`);
  process.exitCode = 64;
} else process.exitCode = (await ingest()) ? 0 : 1;

/** True where all is as it must be. */
async function ingest(): Promise<boolean> {
  const machine = await describeMachine(['npm run bench:ingest --', ...process.argv.slice(2)].join(' '));
  const samples = await readCorpora(folder);
  say(`${samples.length} mails`);
  const rspamd = options.rspamd && rspamdMissing() === null ? await startRspamd() : null;
  if (rspamd === null) say(`without screening: ${rspamdMissing() ?? 'as asked'}`);
  const screening: Record<string, string> = rspamd === null ? {} : { SCREENING__RSPAMD__URL: rspamd.url };
  const ways: Way[] = [];
  try {
    if (options.way !== 'imap') ways.push(await bySmtp(screening, samples));
    if (options.way !== 'smtp') {
      if (dovecotMissing() === null) ways.push(await byImap(screening, samples));
      else say(`IMAP is left out: ${dovecotMissing()}`);
    }
  } finally {
    await rspamd?.remove();
  }
  const markdown = [
    machine,
    `- screening: ${rspamd === null ? 'rules only' : 'rspamd, cut off from the network'}`,
    '',
    ingestTable(ways),
  ].join('\n');
  process.stdout.write(`${markdown}\n`);
  for (const { name, faults } of ways) for (const fault of faults) say(`${name}: ${fault}`);
  if (options.write) await writeSection('ingest', markdown);
  return ways.every(({ faults }) => faults.length === 0);
}

async function bySmtp(settings: Record<string, string>, samples: readonly Sample[]): Promise<Way> {
  const gateway = await startGateway({ settings });
  try {
    return await ingestBySmtp(gateway, samples);
  } finally {
    await gateway.stop();
  }
}

async function byImap(settings: Record<string, string>, samples: readonly Sample[]): Promise<Way> {
  const dovecot = await startDovecot();
  const gateway = await startGateway({ settings: { ...settings, ...mailboxSetting(dovecot) } });
  try {
    return await ingestByImap(gateway, dovecot, samples);
  } finally {
    await gateway.stop();
    await dovecot.remove();
  }
}
