/** From what somebody knows of a mail to its whole way. */
import type { Page } from '../model/inbox.ts';
import type { MailEntry } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';
import type { Found, Story, TraceWord } from '../model/trace.ts';
import { storyOfMail, storyOfOutgoing, storyOfRefusal } from './story.ts';

type Sources = Pick<Store, 'traces' | 'mails' | 'audit' | 'judgements'>;

/** Entries of the audit trail that one story tells. */
const mostEntries = 50;

/**
 * The stories of what the word names, the newest first, each mail once. What went out because of a mail is told in the
 * story of that mail. `before`: the `next` of the page before. Throws Failure `store-unavailable`.
 */
export async function traceOf(
  store: Sources,
  word: TraceWord,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Page<Story>> {
  const { items, next } = await store.traces.find(word, page);
  const told = new Set<string>();
  const stories: Story[] = [];
  for (const found of items) {
    const mail = await mailOf(store, found);
    const key = mail?.id ?? found.id;
    if (told.has(key)) continue;
    told.add(key);
    stories.push(mail === null ? alone(found) : await whole(store, mail, found));
  }
  return { items: stories, next };
}

async function mailOf(store: Sources, found: Found): Promise<MailEntry | null> {
  if (found.kind === 'mail') return found.mail;
  return found.kind === 'outgoing' ? store.mails.find(found.outgoing.cause) : null;
}

function alone(found: Found): Story {
  if (found.kind === 'outgoing') return storyOfOutgoing(found);
  if (found.kind === 'refusal') return storyOfRefusal(found);
  throw new Error('the mail of a story is missing');
}

async function whole(store: Sources, mail: MailEntry, found: Found): Promise<Story> {
  const [outgoing, audit, judgements] = await Promise.all([
    store.traces.causedBy(mail),
    store.audit.list({ subject: mail.id, limit: mostEntries }),
    store.judgements.of([mail.id]),
  ]);
  return storyOfMail({ mail, outgoing, audit, judgement: judgements.get(mail.id) ?? null }, found);
}
