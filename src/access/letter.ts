/** The mail that carries a link to log in with. */
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { type HouseParts, houseLetter } from '../mail/house-letter.ts';
import { oneLine, type Rendered, validRecipient } from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Agent } from '../model/people.ts';

/** What templates of the kinds `invitation` and `reset` may say. All are plain text. */
export interface LinkLetterData {
  /** Nothing: it belongs to no ticket. */
  readonly tag: '';
  readonly name: string;
  readonly link: string;
  /** When the link ends: `2026-03-01 14:05 UTC`. */
  readonly until: string;
  /** The host of the inbox, so that he knows whose mail this is. */
  readonly host: string;
}

export type LinkLetterKind = 'invitation' | 'reset';

export interface LinkLetterComposer extends HouseParts {
  readonly templates: {
    render(
      kind: LinkLetterKind,
      place: { language: string; department: string },
      data: LinkLetterData,
    ): Rendered;
  };
  readonly settings: Pick<Settings, 'outbox' | 'departments'>;
}

export interface LinkLetter {
  readonly kind: LinkLetterKind;
  readonly agent: Pick<Agent, 'address' | 'name' | 'language'>;
  readonly link: string;
  readonly expiresAt: Date;
  readonly now: Date;
}

/**
 * One mail, generated and for nobody to answer (RFC 3834, 5), in the language of the agent or else of the first department.
 * Throws Failure `bad-address` where the agent has no address that mail can be sent to.
 */
export function composeLinkLetter(composer: LinkLetterComposer, letter: LinkLetter): NewOutgoing {
  const { settings } = composer;
  const { agent, now } = letter;
  const to = validRecipient(agent.address);
  if (to === null) throw new Failure('bad-address', 'no mail can be sent to that address');
  const [first] = settings.departments;
  const language = agent.language || first?.language || 'en';
  const place = { language, department: first?.name ?? '' };
  const rendered = composer.templates.render(letter.kind, place, dataOf(letter));
  return houseLetter(composer, {
    ...rendered,
    kind: 'account',
    to,
    cause: null,
    lane: first?.addresses[0],
    now,
  });
}

function dataOf({ agent, link, expiresAt }: LinkLetter): LinkLetterData {
  const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { tag: '', name: oneLine(agent.name, 100), link, until, host: new URL(link).host };
}
