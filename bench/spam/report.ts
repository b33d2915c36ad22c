/** The figures of `bench:spam` as Markdown. */
import type { Fate } from './desk.ts';
import type { Label } from './mails.ts';

export interface Measured {
  readonly name: string;
  readonly taught: Readonly<Record<'spam' | 'ham', number>>;
  /** Mails for training that were refused at the door. */
  readonly unseen: number;
  readonly fates: readonly { readonly label: Label; readonly fate: Fate }[];
  /** Spam that claimed a ticket, and how much of it got past the filter by that. */
  readonly claims: {
    readonly each: number;
    readonly passed: Readonly<Record<'open' | 'closed' | 'wrong', number>>;
  };
}

const columns: readonly [string, (measured: Measured) => string][] = [
  ['filter', ({ name }) => name],
  ['taught, spam + ham', ({ taught }) => `${taught.spam} + ${taught.ham}`],
  ['spam caught', (measured) => kept(measured, 'spam')],
  ['easy ham kept back', (measured) => kept(measured, 'easy_ham')],
  ['hard ham kept back', (measured) => kept(measured, 'hard_ham')],
  ['ham refused', (measured) => `${refusedHam(measured)}`],
  ['spam with an open ID let through', ({ claims }) => share(claims.passed.open, claims.each)],
  ['with a closed ID', ({ claims }) => share(claims.passed.closed, claims.each)],
  ['with a wrong ID', ({ claims }) => share(claims.passed.wrong, claims.each)],
];

/** One row for each filter. */
export function spamReport(all: readonly Measured[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(([name]) => name)),
    row(columns.map((_, at) => (at === 0 ? '---' : '--:'))),
    ...all.map((measured) => row(columns.map(([, cell]) => cell(measured)))),
  ].join('\n');
}

function kept({ fates }: Measured, wanted: Label): string {
  const of = fates.filter(({ label }) => label === wanted);
  return share(of.filter(({ fate }) => fate !== 'filed').length, of.length);
}

function refusedHam({ fates }: Measured): number {
  return fates.filter(({ label, fate }) => label !== 'spam' && fate === 'rejected').length;
}

function share(some: number, all: number): string {
  return `${some} of ${all} (${((100 * some) / all).toFixed(1)} %)`;
}
