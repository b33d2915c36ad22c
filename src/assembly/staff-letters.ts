/** The mails to staff: notices of what came, news of what colleagues did, and what became of their own mails. Capped. */
import type { Department, Settings } from '../config/schema.ts';
import { makeNoticeComposer } from '../desk/notice.ts';
import { makeInternalComposer } from '../desk/notice-internal.ts';
import { makeOutcomeComposer } from '../desk/notice-outcome.ts';
import { noticeRecipients, noticesPerHour } from '../desk/notice-recipients.ts';
import { internalNews } from '../desk/notice-told.ts';
import type { StaffLetters } from '../letters.ts';
import type { StaffNow } from '../lookups.ts';
import type { Composer } from '../mail/outgoing.ts';
import type { RecentAutomatic } from '../model/facts.ts';
import type { Templates } from '../templates.ts';

export interface StaffLetterParts extends Composer {
  readonly settings: Settings;
  readonly templates: Templates;
  readonly ownAddresses: ReadonlySet<string>;
  readonly staff: StaffNow;
  departmentOf(name: string): Department;
}

/** Answers to mails of one member in an hour: a person does not write more, and a program must not talk with us. */
const outcomesPerHour = 30;

/** Letters to one member are counted by this node. */
export function makeStaffLetters(parts: StaffLetterParts): StaffLetters {
  const { settings, staff, ownAddresses, departmentOf } = parts;
  const notice = makeNoticeComposer(parts);
  const internal = makeInternalComposer(parts);
  const outcome = makeOutcomeComposer(parts);
  const load = makeHourly(noticesPerHour);
  const outcomes = makeHourly(outcomesPerHour);
  return {
    notices(ticket, facts, decision, isNew, toNotes = false) {
      const { mail, evidence, delivery, now } = facts;
      const { lane, acceptedAt, id: cause } = delivery;
      const department = departmentOf(ticket.department);
      const members = staff.members(department.name);
      const { told } = noticeRecipients({
        members,
        owner: ticket.owner,
        followUp: !isNew,
        followUps: settings.notices.followUp,
        isGone: staff.isGone,
        author: mail.from?.address ?? null,
        ownAddresses,
        recent: load.of([...members, ...(ticket.owner === null ? [] : [ticket.owner])], now),
      });
      return told.map((member) => {
        load.add(member, now);
        const about = { ticket, department, lane, followUp: !isNew, mail, evidence, decision };
        return notice({ ...about, member, toNotes, cause, acceptedAt, now });
      });
    },
    news({ ticket, plan, author, lane, cause, now }) {
      const department = departmentOf(ticket.department);
      const members = staff.members(department.name);
      const isStaff = (address: string) => staff.has(address) && !ownAddresses.has(address);
      const told = internalNews({
        ticket,
        plan,
        author: author.address,
        members,
        isStaff,
        settings: settings.notices,
      });
      return told
        .filter(({ member }) => load.count(member, now) < noticesPerHour)
        .map(({ member, assigned, woken, notes }) => {
          load.add(member, now);
          return internal({
            member,
            ticket,
            department,
            lane: lane ?? department.addresses[0] ?? '',
            author: author.name,
            assigned,
            woken,
            note: notes.map(({ text }) => text).join('\n\n'),
            attachments: notes.flatMap(({ attachments }) =>
              attachments.map(({ filename, contentType }) => filename ?? contentType),
            ),
            cause,
            now,
          });
        });
    },
    outcome({ departmentName, ...input }) {
      if (outcomes.count(input.member, input.now) >= outcomesPerHour) return null;
      outcomes.add(input.member, input.now);
      return outcome({ ...input, department: departmentOf(departmentName) });
    },
  };
}

const hourMs = 3_600_000;

/** Mails of the last hour by member, lower case. Only the newest are kept, as many as the cap asks about. */
function makeHourly(cap: number) {
  const sent = new Map<string, number[]>();
  const recentOf = (member: string, now: Date) =>
    (sent.get(member.toLowerCase()) ?? []).filter((at) => at > now.getTime() - hourMs);
  return {
    add(member: string, now: Date): void {
      sent.set(member.toLowerCase(), [...recentOf(member, now), now.getTime()].slice(-cap));
    },
    count: (member: string, now: Date) => recentOf(member, now).length,
    of(members: readonly string[], now: Date): ReadonlyMap<string, RecentAutomatic> {
      const counts = members.map((member) => [member.toLowerCase(), recentOf(member, now).length] as const);
      const some = (count: number) => ({
        toAddressHour: count,
        toAddressDay: count,
        toDomainHour: 0,
        dead: false,
        toAddressWeek: 0,
        subjects: [],
      });
      return new Map(counts.map(([member, count]) => [member, some(count)]));
    },
  };
}
