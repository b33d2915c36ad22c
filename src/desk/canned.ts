/** Canned replies: variables filled in from the ticket at hand, and what has no value is left to be seen. */
import type { CannedReply } from '../model/inbox.ts';
import type { Actor, Departments } from '../model/people.ts';
import { hasRole, sees } from './rights.ts';

/** All variables that there are. */
export const variables = [
  'customer.name',
  'customer.first',
  'customer.address',
  'ticket.id',
  'ticket.subject',
  'agent.name',
  'department.title',
] as const;
export type Variable = (typeof variables)[number];
export type Values = Readonly<Record<Variable, string>>;

export interface Filled {
  readonly text: string;
  /** Those without a value; they still stand in the text. */
  readonly missing: readonly string[];
}

/** `{{ customer.name }}`, or with words for where there is none: `{{ customer.name | default: "there" }}`. */
const variable = /^\s*([a-z]+\.[a-z]+)\s*(?:\|\s*default:\s*(?:"([^"]*)"|'([^']*)')\s*)?$/;
/** Whatever stands in double braces: what is misspelt is as little for a customer’s eyes. */
const inBraces = /\{\{([^{}]*)\}\}/g;

/** Fills in what has a value. Pure text: nothing in a value is read as a variable again. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): Filled {
  const missing = new Set<string>();
  const filled = text.replaceAll(inBraces, (whole, inside: string) => {
    const [, name = inside.trim(), double, single] = variable.exec(inside) ?? [];
    const value = Object.hasOwn(values, name) ? values[name] : '';
    const given = value || (double ?? single);
    if (given !== undefined && given !== '') return given;
    missing.add(name);
    return whole;
  });
  return { text: filled, missing: [...missing] };
}

/** Variables that still stand in a text: it is not ready to be sent. */
export function leftIn(text: string): string[] {
  return [...new Set([...text.matchAll(inBraces)].map(([, inside = '']) => nameIn(inside)))];
}

/** The name of a variable; of anything else, all of it. */
function nameIn(inside: string): string {
  return variable.exec(inside)?.[1] ?? inside.trim();
}

/** Names of variables in a text that nothing will ever fill in. */
export function unknownIn(text: string): string[] {
  return leftIn(text).filter((name) => !variables.some((known) => known === name));
}

/** What a ticket, its reader and its department give. */
export function valuesOf(parts: {
  readonly requester: { readonly name: string; readonly address: string };
  readonly ticketId: string;
  readonly subject: string;
  readonly agent: string;
  readonly department: string;
}): Values {
  const { requester, ticketId, subject, agent, department } = parts;
  return {
    'customer.name': requester.name,
    'customer.first': firstName(requester.name),
    'customer.address': requester.address,
    'ticket.id': ticketId,
    'ticket.subject': subject,
    'agent.name': agent,
    'department.title': department,
  };
}

/** `Silva, Ana` and `Ana Silva` are both Ana. */
function firstName(name: string): string {
  const turned = /^([^,]+),\s*(\S.*)$/.exec(name);
  return (turned?.[2] ?? name).trim().split(/\s+/)[0] ?? '';
}

/** Words that stand in any letter of a language, and in no other of these. */
const telling: Readonly<Record<string, RegExp>> = {
  en: /\b(?:the|and|you|your|is|please|with|have|thanks)\b/giu,
  de: /(?<!\p{L})(?:der|die|das|und|ich|nicht|bitte|mit|sie|ist|für)(?!\p{L})/giu,
  fr: /(?<!\p{L})(?:le|les|et|vous|est|pas|avec|bonjour|merci|pour)(?!\p{L})/giu,
  es: /(?<!\p{L})(?:el|los|y|usted|está|con|hola|gracias|por)(?!\p{L})/giu,
};

/** The language that a text is most likely written in; null where little speaks for any. */
export function languageOfText(text: string): string | null {
  const start = text.slice(0, 5000);
  const counts = Object.entries(telling).map(
    ([code, words]) => [code, start.match(words)?.length ?? 0] as const,
  );
  const [best, next] = counts.sort(([, one], [, other]) => other - one);
  return best === undefined || best[1] < 2 || best[1] === next?.[1] ? null : best[0];
}

/** Those that hold all words, the customer’s language and the ticket’s own department first, then by name. */
export function suited(
  replies: readonly CannedReply[],
  wanted: { readonly words: string; readonly language: string | null; readonly department: string },
): CannedReply[] {
  const words = wanted.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rank = ({ language, department }: CannedReply) =>
    (language === wanted.language ? 0 : 2) + (department === wanted.department ? 0 : 1);
  return replies
    .filter(({ department }) => department === null || department === wanted.department)
    .filter(({ name, text }) => words.every((word) => `${name}\n${text}`.toLowerCase().includes(word)))
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Leads write those of their departments and those for all; admins any. */
export function mayEditCanned(
  actor: Pick<Actor, 'role'> & { readonly departments: Departments },
  reply: Pick<CannedReply, 'department'>,
): boolean {
  return hasRole(actor, 'lead') && (reply.department === null || sees(actor.departments, reply.department));
}
