/** The mails that filing causes: joins the composers of receipts, notices and answers to the port of `filing.ts`. */
import { type AlarmWord, alarms } from './alarms.ts';
import type { Department, Settings } from './config/schema.ts';
import type { WrittenAnswer } from './desk/answer.ts';
import { makeNoticeComposer } from './desk/notice.ts';
import { noticeRecipients, noticesPerHour } from './desk/notice-recipients.ts';
import { makeReplyComposer } from './desk/reply.ts';
import type { RecentAutomatic } from './facts.ts';
import type { Letters } from './filing.ts';
import type { NewOutgoing, Signer } from './ports.ts';
import { composeAlarm } from './receipts/alarm.ts';
import { makeReceiptComposer } from './receipts/compose.ts';
import type { Templates } from './templates.ts';

export interface LetterParts {
  readonly settings: Settings;
  readonly templates: Templates;
  readonly signer: Signer;
  readonly hostname: string;
  readonly ownAddresses: ReadonlySet<string>;
  readonly newId: () => string;
}

export interface LetterBox extends Letters {
  written(answer: WrittenAnswer): NewOutgoing[];
  /** One for each of `alarms.to`. */
  alarm(word: AlarmWord): NewOutgoing[];
}

/** Makes the letters of one installation. Notices to one member are capped by the hour, counted by this node. */
export function makeLetters(parts: LetterParts): LetterBox {
  const { settings, signer, templates, hostname, newId, ownAddresses } = parts;
  const composer = { settings, signer, templates, hostname, newId };
  const receipt = makeReceiptComposer(composer);
  const notice = makeNoticeComposer(composer);
  const reply = makeReplyComposer(composer);
  const load = makeHourly();
  const departmentOf = (name: string) => findDepartment(settings, name);
  const isOurs = (address: string) => ownAddresses.has(address.toLowerCase());
  return {
    alarm: (word) => composeAlarm({ ...composer, isOurs }, { ...word, words: alarms[word.name] }),
    notices(ticket, facts, decision, isNew) {
      const { mail, evidence, delivery, now } = facts;
      const department = departmentOf(ticket.department);
      const { told } = noticeRecipients({
        members: department.members,
        owner: ticket.owner,
        followUp: !isNew,
        author: mail.from?.address ?? null,
        ownAddresses,
        recent: load.of(department.members, now),
      });
      return told.map((member) => {
        load.add(member, now);
        const { lane, acceptedAt, id: cause } = delivery;
        return notice({
          member,
          ticket,
          department,
          lane,
          followUp: !isNew,
          mail,
          evidence,
          decision,
          cause,
          acceptedAt,
          now,
        });
      });
    },
    receipt(ticket, { mail, delivery, now }, to, waitsFor) {
      const department = departmentOf(ticket.department);
      const { lane, acceptedAt, id: cause } = delivery;
      return receipt({ ticket, department, lane, mail, to: to.address, cause, acceptedAt, now, waitsFor });
    },
    answer(ticket, { mail, delivery, now }) {
      const [row] = reply({
        ticket,
        department: departmentOf(ticket.department),
        lane: delivery.lane,
        author: mail.from?.name ?? '',
        text: mail.replyText,
        to: ticket.requester.address,
        cc: [],
        last: null,
        cause: delivery.id,
        now,
      });
      if (row === undefined) throw new Error('an answer has one recipient');
      return row;
    },
    written({ ticket, lane, author, text, to, cc, last, cause, now, notBefore, attachments }) {
      const department = departmentOf(ticket.department);
      const rows = reply({ ticket, department, lane, author, text, to, cc, last, cause, now });
      const more = {
        ...(notBefore === null ? {} : { notBefore }),
        ...(attachments.length > 0 ? { attachments } : {}),
      };
      return rows.map((row) => ({ ...row, ...more }));
    },
  };
}

/** The department of that name; the first one where a ticket names one that the settings no longer have. */
export function findDepartment({ departments }: Pick<Settings, 'departments'>, name: string): Department {
  const found = departments.find((department) => department.name === name) ?? departments[0];
  if (found === undefined) throw new Error('there is no department');
  return found;
}

const hourMs = 3_600_000;

/** Notices of the last hour by member, lower case. Only the newest are kept, as many as the cap asks about. */
function makeHourly() {
  const sent = new Map<string, number[]>();
  const recentOf = (member: string, now: Date) =>
    (sent.get(member.toLowerCase()) ?? []).filter((at) => at > now.getTime() - hourMs);
  return {
    add(member: string, now: Date): void {
      sent.set(member.toLowerCase(), [...recentOf(member, now), now.getTime()].slice(-noticesPerHour));
    },
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
