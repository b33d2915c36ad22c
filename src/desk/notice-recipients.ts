/** Which members of staff are told of a mail. */
import type { Reason } from '../decision.ts';
import { validRecipient } from '../mail/outgoing.ts';
import type { RecentAutomatic } from '../model/facts.ts';

/**
 * Notices to one member in an hour. Far over a busy day's work, and low enough to spare a mailbox in a storm (Zammad:
 * 120 automatic mails to one address in an hour).
 */
export const noticesPerHour = 120;

export interface NoticeQuestion {
  readonly members: readonly string[];
  /** Owner of the ticket, where it has one: then nobody else is told of further messages. */
  readonly owner: string | null;
  readonly followUp: boolean;
  /** Who is told of further messages (setting `notices.followUp`); without it, the owner. */
  readonly followUps?: 'owner' | 'department' | 'nobody';
  /** True where somebody can no longer work on tickets; without it, nobody. */
  readonly isGone?: (address: string) => boolean;
  /** Address of the mail's author, who knows already. */
  readonly author: string | null;
  /** Lanes: a notice to one of them would come back as mail. Lower case. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Automatic mail that each address (lower case) had lately; none is taken for none known. */
  readonly recent: ReadonlyMap<string, RecentAutomatic>;
}

export interface NoticeRecipients {
  readonly told: readonly string[];
  /** Who is left out, and why, for the ticket's history. */
  readonly left: readonly { readonly member: string; readonly reason: Reason }[];
}

/** Splits the members (the owner alone of a follow-up on an owned ticket) into those told and those left out. */
export function noticeRecipients(question: NoticeQuestion): NoticeRecipients {
  const unique = new Set(asked(question).map((member) => member.toLowerCase()));
  unique.delete(question.author?.toLowerCase() ?? '');
  const told: string[] = [];
  const left: { member: string; reason: Reason }[] = [];
  for (const member of unique) {
    const reason = against(member, question);
    if (reason === null) told.push(member);
    else left.push({ member, reason });
  }
  return { told, left };
}

/** An owner who is gone hears nothing, so the department does. */
function asked({ members, owner, followUp, followUps, isGone }: NoticeQuestion): readonly string[] {
  if (followUp && followUps === 'nobody') return [];
  const there = owner === null || isGone?.(owner) === true ? null : owner;
  if (there === null) return members;
  return followUp && followUps !== 'department' ? [there] : [there, ...members];
}

function against(member: string, { ownAddresses, recent }: NoticeQuestion): Reason | null {
  if (validRecipient(member) === null) return 'no-address';
  if (ownAddresses.has(member)) return 'own-address';
  const had = recent.get(member);
  if (had?.dead) return 'dead-address';
  return (had?.toAddressHour ?? 0) >= noticesPerHour ? 'over-cap' : null;
}
