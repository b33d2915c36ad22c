/** What staff say of a mail: written down, then kept and queued for learning. */

import type { AuditStore } from '../model/audit-store.ts';
import type { JudgementKind, JudgementStore } from '../model/judgements.ts';
import type { Actor } from '../model/people.ts';
import { traced } from './traced.ts';

interface JudgeParts {
  readonly judgements: Pick<JudgementStore, 'judge' | 'of'>;
  readonly audit: Pick<AuditStore, 'record'>;
}

/** Null takes the word back. False where there is no such mail; the same again changes nothing, and leaves no trace. */
export async function judgeMail(
  { judgements, audit }: JudgeParts,
  { address, name, via }: Pick<Actor, 'address' | 'name' | 'via'>,
  mail: string,
  kind: JudgementKind | null,
): Promise<boolean> {
  const was = (await judgements.of([mail])).get(mail)?.kind ?? null;
  const by = address || name;
  const work = () => judgements.judge(mail, kind, by);
  if (was === kind) return work();
  const detail = { kind: kind ?? 'none', was: was ?? 'none', via };
  return traced(audit, { actor: by, action: 'mail.judge', subject: mail, detail }, work);
}
