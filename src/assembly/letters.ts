/** The mails that filing causes: joins the composers of receipts, notices and answers to the port of `letters.ts`. */
import { composeLinkLetter, type LinkLetter } from '../access/letter.ts';
import type { Department, Settings } from '../config/schema.ts';
import { makeReplyComposer } from '../desk/reply.ts';
import type { Letters } from '../letters.ts';
import type { Delivery } from '../model/facts.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import { composeAlarm } from '../receipts/alarm.ts';
import { makeReceiptComposer } from '../receipts/compose.ts';
import { composeDigest, type Digest } from '../screening/digest.ts';
import { type AlarmWord, alarms } from '../watching/alarms.ts';
import { makeStaffLetters, type StaffLetterParts } from './staff-letters.ts';

export type LetterParts = Omit<StaffLetterParts, 'departmentOf'>;

export interface LetterBox extends Letters {
  /** One for each of `alarms.to`. */
  alarm(word: AlarmWord): NewOutgoing[];
  /** What came into quarantine, to one reader. Throws Failure `bad-address`. */
  digest(digest: Digest): NewOutgoing;
  /** Carries a link to log in with. */
  link(letter: LinkLetter): NewOutgoing;
}

/** Makes the letters of one installation. */
export function makeLetters(parts: LetterParts): LetterBox {
  const { settings, signer, templates, hostname, newId, ownAddresses, staff } = parts;
  const composer = { settings, signer, templates, hostname, newId };
  const receipt = makeReceiptComposer(composer);
  const reply = makeReplyComposer(composer);
  const departmentOf = (name: string) => findDepartment(settings, name);
  const isOurs = (address: string) => ownAddresses.has(address.toLowerCase());
  return {
    ...makeStaffLetters({ ...composer, ownAddresses, staff, departmentOf }),
    alarm: (word) => composeAlarm({ ...composer, isOurs }, { ...word, words: alarms[word.name] }),
    digest: (digest) => composeDigest(composer, digest),
    link: (letter) => composeLinkLetter(composer, letter),
    receipt(ticket, { mail, delivery, now }, to, waitsFor) {
      const department = departmentOf(ticket.department);
      const { lane, id: cause } = delivery;
      const acceptedAt = owedSince(delivery);
      return receipt({ ticket, department, lane, mail, to: to.address, cause, acceptedAt, now, waitsFor });
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

/** A mail that was held on purpose is owed its receipt from when it was released. */
function owedSince({ acceptedAt, releasedAt }: Delivery): Date {
  return releasedAt ?? acceptedAt;
}

/** The department of that name; the first one where a ticket names one that the settings no longer have. */
export function findDepartment({ departments }: Pick<Settings, 'departments'>, name: string): Department {
  const found = departments.find((department) => department.name === name) ?? departments[0];
  if (found === undefined) throw new Error('there is no department');
  return found;
}
