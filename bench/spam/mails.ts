/** The corpus of spam and ham as mail that comes today, in two halves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const casesSchema = z.object({
  cases: z.array(z.object({ file: z.string(), label: z.enum(['easy_ham', 'hard_ham', 'spam']) })),
});
export type Label = z.output<typeof casesSchema>['cases'][number]['label'];

export interface LabelledMail {
  readonly label: Label;
  readonly raw: Buffer;
  /** Author as the mail says, or an address of nobody. */
  readonly sender: string;
}

export interface Halves {
  readonly training: readonly LabelledMail[];
  readonly testing: readonly LabelledMail[];
}

/** Every second mail of each label goes to the other half; `swapped`: the halves change places. */
export async function readHalves(corpora: string, swapped: boolean): Promise<Halves> {
  const root = join(corpora, 'spam');
  const { cases } = casesSchema.parse(JSON.parse(await readFile(join(root, 'expected.json'), 'utf8')));
  const seen: Record<Label, number> = { easy_ham: 0, hard_ham: 0, spam: 0 };
  const halves: [LabelledMail[], LabelledMail[]] = [[], []];
  for (const { file, label } of cases) {
    const raw = asOfToday(await readFile(join(root, file)), new Date());
    const half = halves[(seen[label] + (swapped ? 1 : 0)) % 2 === 0 ? 0 : 1];
    seen[label] += 1;
    half.push({ label, raw, sender: senderOf(raw) });
  }
  const [training, testing] = halves;
  return { training, testing };
}

/** Without the mailbox file’s `From ` line, and dated now: twenty years of age are a sign of spam by themselves. */
function asOfToday(raw: Buffer, now: Date): Buffer {
  const text = raw.toString('latin1');
  const mail = text.startsWith('From ') ? text.slice(text.indexOf('\n') + 1) : text;
  const end = mail.search(/\r?\n\r?\n/);
  const header = mail.slice(0, end).replace(/^Date:.*(?:\n[ \t].*)*/im, `Date: ${now.toUTCString()}`);
  return Buffer.from(header + mail.slice(end), 'latin1');
}

function senderOf(raw: Buffer): string {
  const from = /^From:[^\n]*?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/im.exec(raw.toString('latin1', 0, 20_000));
  return from?.[1] ?? 'nobody@sender.example';
}

/** Another subject, for the same mail. */
export function withSubject({ raw }: Pick<LabelledMail, 'raw'>, subject: string): Buffer {
  const text = raw.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const header = text.slice(0, end).replace(/^(?:Subject|Message-ID):.*(?:\n[ \t].*)*\n?/gim, '');
  return Buffer.from(`Subject: ${subject}\r\n${header}${text.slice(end)}`, 'latin1');
}
