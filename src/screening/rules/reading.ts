/** One mail as rules look at it: each value is read once, when the first rule asks for it. */

import { decodeWords } from '../../mail/encoding/encoded-words.ts';
import { headerValues } from '../../mail/mail.ts';
import type { Score } from '../../model/facts.ts';
import type { RuleFacts } from './facts.ts';
import { languageOf } from './language.ts';
import { Text } from './text.ts';
import { domainsOf, urlsOf } from './urls.ts';

/** Fields whose values are texts; a field without any value holds nothing and does not exist. */
export const textFields = [
  'sender',
  'recipient',
  'helo',
  'from',
  'to',
  'subject',
  'body',
  'url',
  'domain',
  'lane',
  'department',
] as const;
export type TextField = (typeof textFields)[number];

/** So much may expressions cost on one mail: instructions times characters (expression.ts). Some two seconds at worst. */
const budget = 30_000_000;

/** Ends one rule, not the mail: it is told, and the next one is looked at. */
class TooCostly extends Error {}

export class Reading {
  readonly facts: RuleFacts;
  /** Of the mail's lane, or of the ticket it belongs to. */
  readonly department: string;
  /** What rules have added to the score so far. */
  added = 0;
  /** What the expressions of the rule that is being looked at captured; the first match of a name counts. */
  readonly captured = new Map<string, string>();
  readonly #values = new Map<string, readonly Text[]>();
  #spent = 0;

  constructor(facts: RuleFacts, department: string) {
    this.facts = facts;
    this.department = department;
  }

  /** The scorer's answer; undefined where it could not be asked yet, null where there is no scorer. */
  get scored(): Score | null | undefined {
    const { scoring } = this.facts;
    return scoring.kind === 'scored' ? scoring.score : scoring.kind === 'off' ? null : undefined;
  }

  texts(field: TextField): readonly Text[] {
    return this.#once(field, () => this.#read(field));
  }

  /** Values of a header field (lower case), decoded. */
  header(name: string): readonly Text[] {
    return this.#once(`header ${name}`, () => headerValues(this.facts.mail, name).map(decodeWords));
  }

  /** The scorer's own word for what to do. */
  get action(): readonly Text[] {
    return this.#once('action', () => this.scored?.action ?? '');
  }

  get language(): readonly Text[] {
    return this.#once('language', () => languageOf(this.facts.mail.text) ?? []);
  }

  /** Throws TooCostly where the expressions of all rules have taken enough of this mail's time. */
  spend(cost: number): void {
    this.#spent += cost;
    if (this.#spent > budget) throw new TooCostly('its expressions take too much time on this mail');
  }

  #once(key: string, read: () => string | readonly string[]): readonly Text[] {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const values = [read()].flat().filter((value) => value !== '');
    const texts = values.map((value) => new Text(value));
    this.#values.set(key, texts);
    return texts;
  }

  #read(field: TextField): string | readonly string[] {
    const { mail, delivery } = this.facts;
    switch (field) {
      case 'sender':
        return delivery.envelope.sender;
      case 'recipient':
        return delivery.recipient;
      case 'helo':
        return delivery.source.kind === 'smtp' ? delivery.source.helo : '';
      case 'from':
        return mail.from?.address ?? '';
      case 'to':
        return [...mail.to, ...mail.cc].map(({ address }) => address);
      case 'subject':
        return mail.subject;
      case 'body':
        return mail.text;
      case 'url':
        return this.#urls();
      case 'domain':
        return domainsOf(this.#urls());
      case 'lane':
        return delivery.lane;
      case 'department':
        return this.department;
    }
  }

  #urls(): string[] {
    return this.#once('urls', () => urlsOf(this.facts.mail)).map((text) => text.whole);
  }
}
