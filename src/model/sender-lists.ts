/** Lists of senders that admins keep on the page: whom to let in, whom to refuse, whom to keep off for a while. */
import { Failure } from '../failure.ts';

/** `block`: no connection is taken from there. */
export const listNames = ['allow', 'deny', 'block'] as const;
export type ListName = (typeof listNames)[number];

export interface NewListEntry {
  readonly list: ListName;
  /** An address, `@domain`, `@.domain` with all below it, a wildcard such as `news-*@example.com`, an IP address or a network. */
  readonly pattern: string;
  readonly reason: string;
  readonly author: string;
  /** Null: it stands until it is removed. */
  readonly expiresAt: Date | null;
}

export interface ListEntry extends NewListEntry {
  readonly id: string;
  readonly createdAt: Date;
}

/** How often mail, or a connection, met an entry. */
export interface ListHits {
  readonly count: number;
  readonly lastAt: Date;
}

/** `ends`: what expires first comes first, what never does comes last. */
export const listOrders = ['newest', 'pattern', 'ends'] as const;
export type ListOrder = (typeof listOrders)[number];

export interface ListQuery {
  readonly list?: ListName;
  /** The whole of it. */
  readonly pattern?: string;
  /** Part of a pattern or a reason. */
  readonly search?: string;
  readonly order?: ListOrder;
  readonly skip?: number;
  readonly limit?: number;
}

export interface ListStore {
  /** Those that have not expired, the newest first. */
  all(): Promise<ListEntry[]>;
  /** The same, as nodes go by them. */
  lines(): Promise<Pick<NewListEntry, 'list' | 'pattern' | 'expiresAt'>[]>;
  /** Some of those, and how many there are. */
  find(query: ListQuery): Promise<{ readonly items: ListEntry[]; readonly total: number }>;
  byIds(ids: readonly string[]): Promise<ListEntry[]>;
  /** Adds what is not there yet; a pattern that is there gets the new reason and end. Gives how many were new. */
  add(entries: readonly NewListEntry[]): Promise<number>;
  /** Gives how many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** Counts hits. A pattern of the settings has them as well. */
  note(hits: readonly (ListHits & { readonly list: ListName; readonly pattern: string })[]): Promise<void>;
  /** By pattern; those that were never hit are absent. */
  hits(list: ListName, patterns: readonly string[]): Promise<Map<string, ListHits>>;
}

/** Forms in which lists come. `auto`: told from the text. */
export const listFormats = ['auto', 'plain', 'csv', 'json', 'spamassassin', 'postfix', 'hosts'] as const;
export type ListFormat = (typeof listFormats)[number];

/** Why a line is not taken: the closed set, each with what it says to a person. */
export const lineProblems = {
  'no-pattern':
    'it is no address, `@domain`, `@.domain`, wildcard such as `news-*@example.com`, IP address or network',
  expression: 'expressions are not taken; use `*`, or a rule',
  everybody: 'it would stand for everybody, or nearly: networks are no wider than a /8, or a /16 of IPv6',
  'no-action': 'it says neither to allow nor to deny',
  'no-network': 'only IP addresses and networks can be blocked',
  'too-wide': 'a block may not be wider than a /16, or a /32 of IPv6',
  exempt: 'it holds addresses of ours (`limits.exempt`), which are never blocked',
  'no-end': 'a block needs an end',
  'too-long-block': 'a block lasts 30 days at most; the deny list stands longer',
  'bad-date': 'its end is no date',
  over: 'its end has passed',
  'too-long': 'the line is too long',
  'too-many': 'there are more than 200,000 lines',
  'no-json': 'it is no JSON',
} as const satisfies Record<string, string>;
export type LineProblem = keyof typeof lineProblems;

/** An entry that is not taken. */
export class BadEntry extends Failure {
  readonly problem: LineProblem;

  constructor(problem: LineProblem) {
    super('bad-usage', `not taken: ${lineProblems[problem]}`);
    this.problem = problem;
  }
}

export interface LineFault {
  /** From 1; 0 where it is about the whole. */
  readonly line: number;
  /** What stands there, cut. */
  readonly text: string;
  readonly problem: LineProblem;
}

export interface ListLine extends Omit<NewListEntry, 'author'> {
  readonly line: number;
}

/** What an import would do, or did: bad lines keep no good one out. */
export interface ListImport {
  readonly format: Exclude<ListFormat, 'auto'>;
  readonly fresh: readonly ListLine[];
  /** On the list already; they would get the new reason and end. */
  readonly there: readonly ListLine[];
  readonly faults: readonly LineFault[];
}

/** What holds for lines that say nothing of it themselves. */
export interface ListDefaults {
  readonly list: ListName;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

/** Who changes a list, and by which way; both stand in the audit trail. */
export interface ListAuthor {
  readonly actor: string;
  readonly via: string;
}

/** What of a source is blocked: `narrow` an IPv4 address or the /64 of an IPv6 one, `wide` its /24 or /48. */
const blockScopes = ['narrow', 'wide'] as const;

export interface NewBlock {
  /** An IP address; a network stays what it is. */
  readonly source: string;
  readonly scope: (typeof blockScopes)[number];
  readonly reason: string;
  readonly expiresAt: Date;
}

/** What pages, API and commands do to lists. Each change is in the audit trail before it is made. */
export interface ListDesk {
  /** Lines of the settings, which pages show and cannot change. */
  fixed(list: ListName): readonly string[];
  /** Reads one entry as people type it. `isOurs`: it stands for addresses of ours, too. Throws BadEntry. */
  add(
    by: ListAuthor,
    entry: Omit<NewListEntry, 'author'>,
  ): Promise<{ readonly entry: NewListEntry; readonly isNew: boolean; readonly isOurs: boolean }>;
  /** Blocks where mail came from. Throws BadEntry. */
  block(by: ListAuthor, wanted: NewBlock): Promise<NewListEntry>;
  /** Gives how many there were. */
  remove(by: ListAuthor, ids: readonly string[]): Promise<number>;
  /** A list as a file that can be imported again; JSON keeps all, text leaves out when an entry ends. */
  export(list: ListName, format: 'text' | 'json'): Promise<{ text: string; type: string; ending: string }>;
  preview(text: string, format: ListFormat, defaults: ListDefaults): Promise<ListImport>;
  /** Saves what `preview` gives. */
  import(by: ListAuthor, text: string, format: ListFormat, defaults: ListDefaults): Promise<ListImport>;
}
