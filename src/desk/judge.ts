/** What staff say of a mail: written down, then kept and queued for learning. */
import type { AuditStore } from '../model/audit-store.ts';
import type { JudgementKind, JudgementStore } from '../model/judgements.ts';
import type { MailStore } from '../model/mail-store.ts';
import type { OutboxStore } from '../model/outbox-store.ts';
import type { Actor } from '../model/people.ts';
import type { TraceStore } from '../model/trace.ts';
import { traced } from './traced.ts';

interface JudgeParts extends ReceiptParts {
  readonly judgements: Pick<JudgementStore, 'judge' | 'of'>;
  readonly audit: Pick<AuditStore, 'record'>;
}

/** Null takes the word back. False where there is no such mail; the same again changes nothing, and leaves no trace. */
export async function judgeMail(
  parts: JudgeParts,
  { address, name, via }: Pick<Actor, 'address' | 'name' | 'via'>,
  mail: string,
  kind: JudgementKind | null,
): Promise<boolean> {
  const { judgements, audit } = parts;
  const was = (await judgements.of([mail])).get(mail)?.kind ?? null;
  const by = address || name;
  const work = () => judgements.judge(mail, kind, by);
  if (was === kind) return work();
  const detail = { kind: kind ?? 'none', was: was ?? 'none', via };
  const said = await traced(audit, { actor: by, action: 'mail.judge', subject: mail, detail }, work);
  if (said && [was, kind].includes('spam')) await keepReceipt(parts, mail, kind === 'spam');
  return said;
}

interface ReceiptParts {
  readonly mails: Pick<MailStore, 'find'>;
  readonly traces: Pick<TraceStore, 'causedBy'>;
  readonly outbox: Pick<OutboxStore, 'cancel' | 'retry'>;
}

/** Spam is answered by nothing: a receipt that still waits is withdrawn, and waits again where the word is taken back. */
async function keepReceipt(
  { mails, traces, outbox }: ReceiptParts,
  id: string,
  back: boolean,
): Promise<void> {
  const mail = await mails.find(id);
  const caused = mail === null ? [] : await traces.causedBy(mail);
  for (const row of caused.filter(({ kind }) => kind === 'receipt')) {
    if (back) await outbox.cancel(row.id);
    else if (row.state === 'cancelled') await outbox.retry(row.id);
  }
}
