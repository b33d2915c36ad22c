/** What trying a draft goes by: plain data, which threads are given copies of, and the policy that is made of it there. */
import type { Settings } from '../../config/schema.ts';
import type { Without } from '../../mail/read.ts';
import type { RuleDraft } from '../../model/rules.ts';
import type { NewListEntry } from '../../model/sender-lists.ts';
import type { PastMail } from '../../model/try-out.ts';
import { compileLists, type SenderLists } from '../../screening/lists.ts';
import { type CompiledRules, compileRules, makeReady } from '../../screening/rules/compile.ts';
import { type FieldName, fieldsOfBytes } from '../../screening/rules/fields.ts';
import { showProblem } from '../../screening/rules/problems.ts';
import type { ScreeningPolicy } from '../../screening/screen.ts';
import { policyFor, worldOf } from '../screening.ts';

export interface TryOutPlan {
  /** One for each try-out. */
  readonly id: string;
  readonly draft: RuleDraft;
  readonly settings: Pick<Settings, 'screening' | 'departments'>;
  /** Of the lists that admins keep. */
  readonly lines: readonly Pick<NewListEntry, 'list' | 'pattern' | 'expiresAt'>[];
  /** Addresses of staff, lower case. */
  readonly staff: readonly string[];
  /** What has expired by then counts no more. */
  readonly now: Date;
}

export interface TryOutPolicy {
  /** For mail to that lane. */
  policy(lane: string): ScreeningPolicy;
  readonly lists: SenderLists;
  readonly rules: CompiledRules;
  /** What rules never look at, or these do not. */
  readonly without: Without;
  /** What is wrong with the draft, each in a line. */
  readonly problems: readonly string[];
}

/** Only these are read out of HTML that has been made safe. */
const pageFields: readonly FieldName[] = ['url', 'domain'];

/** Makes the policy. Throws nothing: what is wrong with the draft is told. */
export async function policyOf({ draft, settings, lines, staff }: TryOutPlan): Promise<TryOutPolicy> {
  const has = (address: string) => staff.includes(address.toLowerCase());
  const { rules, problems } = compileRules(draft, worldOf(settings, { has }));
  await makeReady(rules);
  return {
    policy: policyFor(settings, rules),
    lists: compileLists(settings.screening, lines),
    rules,
    without: { reply: true, html: !pageFields.some((field) => rules.needs.fields.has(field)) },
    problems: problems.map(showProblem),
  };
}

/** Of so many characters the row holds the subject; a longer one is cut (ingest/accept.ts). */
const wholeSubject = 199;

/** Whether the rules ask something of a mail that its row does not tell. */
export function asksBytes({ needs }: Pick<CompiledRules, 'needs'>): (past: PastMail) => boolean {
  const beyond = [...needs.fields].filter((field) => fieldsOfBytes.has(field) && field !== 'nature');
  const fromRow = beyond.every((field) => field === 'subject' || field === 'from');
  return ({ subject, decision }) => {
    if (beyond.length === 0) return false;
    // A mail that was repaired may name no author; its row then has the envelope sender.
    const isPlain = decision.reasons.some(({ reason }) => reason === 'read-whole');
    return !fromRow || !isPlain || subject.length > wholeSubject;
  };
}
