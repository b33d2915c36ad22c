/** `npm run bench:spam`: what is let in and kept out, with the shipped set-up, trained on one half of a corpus by the page’s buttons. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rspamdMissing, startRspamd } from '../../test/support/rspamd.ts';
import { spamdMissing, startSpamd } from '../../test/support/spamd.ts';
import { writeSection } from '../document.ts';
import { describeMachine } from '../machine.ts';
import { type Fate, SpamDesk } from './desk.ts';
import { type Halves, type Label, type LabelledMail, readHalves } from './mails.ts';
import { type Measured, spamReport } from './report.ts';

const help = `npm run bench:spam -- [options]
  --engine NAME  rspamd or spamassassin (both)
  --swapped      train on the other half
  --write        put the figures into docs/quality.md
`;

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    swapped: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const page = fileURLToPath(new URL('../../docs/quality.md', import.meta.url));
const corpora = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);
/** Mails that claim tickets, of each kind. */
const claims = 50;

interface Engine {
  readonly name: string;
  missing(): string | null;
  /** Its settings, and how to end it. */
  start(): Promise<{ screening: Record<string, unknown>; remove(): Promise<void> }>;
}

const engines: readonly Engine[] = [
  {
    name: 'rspamd',
    missing: rspamdMissing,
    async start() {
      const { url, controller, remove } = await startRspamd({ bayes: true });
      return { screening: { rspamd: { url, controller }, learning: { restSeconds: 0 } }, remove };
    },
  },
  {
    name: 'spamassassin',
    missing: spamdMissing,
    async start() {
      const { host, port, remove } = await startSpamd();
      // Five is where SpamAssassin itself draws the line.
      const screening = { spamd: { host, port }, quarantineAt: 5, learning: { restSeconds: 0 } };
      return { screening, remove };
    },
  },
];

if (options.help) process.stdout.write(help);
else await main();

async function main(): Promise<void> {
  const machine = await describeMachine(['npm run bench:spam --', ...process.argv.slice(2)].join(' ').trim());
  const halves = await readHalves(corpora, options.swapped);
  const measured: Measured[] = [];
  for (const engine of engines.filter(
    ({ name }) => options.engine === undefined || options.engine === name,
  )) {
    const missing = engine.missing();
    if (missing === null) measured.push(await measure(engine, halves));
    else say(`${engine.name} is left out: ${missing}`);
  }
  const report = spamReport(measured);
  process.stdout.write(`${report}\n`);
  if (options.write) await writeSection('spam-desk', `${machine}\n\n${report}`, page);
  process.exit(0);
}

async function measure({ name, start }: Engine, { training, testing }: Halves): Promise<Measured> {
  const { screening, remove } = await start();
  const desk = await SpamDesk.open(screening);
  try {
    say(`${name}: ${training.length} mails to train with …`);
    const unseen = await train(desk, training);
    const taught = await desk.learned();
    say(`${name}: taught ${taught.spam} spam and ${taught.ham} ham; ${testing.length} mails to test with …`);
    const fates = await test(desk, testing);
    say(`${name}: mails that claim tickets …`);
    const spam = testing.filter(({ label }) => label === 'spam').slice(0, claims);
    return { name, taught, unseen, fates, claims: await claim(desk, spam) };
  } finally {
    await desk.remove();
    await remove();
  }
}

/** Gives how many were refused at the door: nobody can judge those. */
async function train(desk: SpamDesk, mails: readonly LabelledMail[]): Promise<number> {
  let unseen = 0;
  await each(mails, async (mail) => {
    const entry = await desk.send(mail);
    if (entry === null) unseen += 1;
    else await desk.judge(entry, mail.label === 'spam' ? 'spam' : 'ham');
  });
  return unseen;
}

/** Several at once, as from several clients. */
async function each(
  mails: readonly LabelledMail[],
  work: (mail: LabelledMail) => Promise<void>,
): Promise<void> {
  const left = mails.values();
  let done = 0;
  const one = async () => {
    for (const mail of left) {
      await work(mail);
      done += 1;
      if (done % 100 === 0) say(`${done} mails`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, one));
}

async function test(desk: SpamDesk, mails: readonly LabelledMail[]): Promise<Measured['fates']> {
  const fates: { label: Label; fate: Fate }[] = [];
  await each(mails, async (mail) => {
    const entry = await desk.send(mail);
    fates.push({ label: mail.label, fate: entry === null ? 'rejected' : fateOf(entry.state) });
  });
  return fates;
}

function fateOf(state: string): Fate {
  if (state === 'quarantined' || state === 'discarded') return state;
  return 'filed';
}

/** Wrong codes come last: who guesses loses the bypass. */
async function claim(desk: SpamDesk, spam: readonly LabelledMail[]): Promise<Measured['claims']> {
  const passed = { open: 0, closed: 0, wrong: 0 };
  for (const kind of ['open', 'closed', 'wrong'] as const) {
    for (const [n, mail] of spam.entries()) {
      const id = await desk.ticket(n, kind === 'closed');
      const claimed = kind === 'wrong' ? wrongCode(id) : id;
      if (await desk.bypassed({ ...mail, raw: numbered(mail.raw, kind) }, claimed)) passed[kind] += 1;
    }
  }
  return { each: spam.length, passed };
}

/** Not the same mail twice. */
function numbered(raw: Buffer, kind: string): Buffer {
  return Buffer.concat([raw, Buffer.from(`\r\n${kind}\r\n`)]);
}

function wrongCode(id: string): string {
  const last = id.at(-1) === 'A' ? 'B' : 'A';
  return id.slice(0, -1) + last;
}
