/** Joins store, keys and settings to what is done with held mail: by page, API, command, and by links of digests. */
import { actorOf } from '../access/access.ts';
import type { Settings } from '../config/schema.ts';
import { allowable, filing, mayRelease } from '../desk/held.ts';
import { traced } from '../desk/traced.ts';
import type { AuditDetail } from '../model/audit-store.ts';
import type { MailEntry } from '../model/mail-store.ts';
import type { KeyRing } from '../model/node-store.ts';
import type { Store } from '../model/ports.ts';
import type { Linked, Order, OrderedBy, Quarantine, Settled } from '../model/quarantine.ts';
import { readReleaseToken } from '../threading/release-token.ts';
import { departmentsOf } from './staff.ts';

export interface QuarantineParts {
  readonly store: Pick<Store, 'mails' | 'audit' | 'agents' | 'judgements' | 'lists'>;
  settings(): Pick<Settings, 'departments'>;
  ring(): KeyRing;
  now(): Date;
}

/** The quarantine over the store: each deed is in the audit trail before it is done. */
export function makeQuarantine(parts: QuarantineParts): Quarantine {
  return {
    settle: (mail, order, by) => settle(parts, mail, order, by),
    linked: (token) => linked(parts, token),
  };
}

async function settle(
  { store }: QuarantineParts,
  mail: MailEntry,
  { deed, reason = '' }: Order,
  { actor, via, token }: OrderedBy,
): Promise<Settled> {
  const { mails, audit, judgements, lists } = store;
  if (mail.state !== 'quarantined') return 'gone';
  const pattern = deed === 'allow' ? allowable(mail).address : null;
  if (deed === 'allow' && pattern === null) return 'unproven';
  const detail: AuditDetail = {
    was: mail.state,
    via,
    ...(token === undefined ? {} : { token }),
    ...(reason === '' ? {} : { reason }),
    ...(pattern === null ? {} : { allowed: pattern }),
  };
  const entry = { actor, action: `quarantine.${deed}`, subject: mail.id, detail };
  const done = await traced(audit, entry, async () => {
    if (pattern !== null)
      await lists.add([
        { list: 'allow', pattern, reason: reason || allowReason(mail), author: actor, expiresAt: null },
      ]);
    return filing.has(deed) ? mails.retry(mail.id, true) : mails.discard(mail.id, reason || deed);
  });
  if (!done) return 'gone';
  if (deed === 'ham' || deed === 'spam') await judgements.judge(mail.id, deed, actor);
  return 'done';
}

/** The mail is named, so that who asks why finds it. */
function allowReason({ id }: MailEntry): string {
  return `released from quarantine: mail ${id}`;
}

/** The link is good while the mail is held, and its reader may still say what becomes of it. */
async function linked(
  { store, settings, ring, now }: QuarantineParts,
  token: string,
): Promise<Linked | null> {
  const read = readReleaseToken(ring(), token, now());
  if (read === null) return null;
  const [mail, agent] = await Promise.all([store.mails.find(read.mail), store.agents.find(read.agent)]);
  if (mail === null || agent === null) return null;
  // A mail that was released once and came back here is for people who are logged in.
  if (mail.state !== 'quarantined' || mail.releasedAt) return null;
  const { departments } = settings();
  const department = departments.find(({ addresses }) => addresses.includes(mail.lane))?.name ?? '';
  const actor = actorOf(agent, 'page', departmentsOf({ departments }, agent.address));
  return mayRelease({ agent, departments: actor.departments }, department) ? { mail, agent } : null;
}
