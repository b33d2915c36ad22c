/** What may be put on a list. Pure. */
import type { LineProblem, ListName } from '../model/sender-lists.ts';
import { overlap, readNetwork } from './ip.ts';
import { isEverybody, type Pattern } from './list-pattern.ts';
import { compileList, listed } from './lists.ts';

export interface ListRules {
  /** Networks that can never be blocked (`limits.exempt`). */
  readonly exempt: readonly string[];
  readonly now: Date;
}

/** A block is temporary; what is to stay belongs on the deny list. */
const longestBlockMs = 30 * 86_400_000;
/** Wider ones shut out whole countries, or providers. */
const widestBlock = { 4: 16, 6: 32 } as const;

/** What keeps the entry off the list, or null. */
export function problemOf(
  entry: { readonly list: ListName; readonly pattern: Pattern; readonly expiresAt: Date | null },
  rules: ListRules,
): LineProblem | null {
  const { list, pattern, expiresAt } = entry;
  if (isEverybody(pattern)) return 'everybody';
  if (expiresAt !== null && expiresAt <= rules.now) return 'over';
  return list === 'block' ? blockProblem(pattern, expiresAt, rules) : null;
}

/** Does it stand for an address of ours? `lanes`: all of them. */
export function meetsOurs({ text }: Pattern, lanes: readonly string[]): boolean {
  const list = compileList([{ pattern: text, expiresAt: null }]);
  const sender = { envelopeSender: null, sourceAddress: null };
  return lanes.some((author) => listed(list, { ...sender, author }, new Date(0)) !== null);
}

function blockProblem(
  pattern: Pattern,
  expiresAt: Date | null,
  { exempt, now }: ListRules,
): LineProblem | null {
  if (pattern.kind !== 'network') return 'no-network';
  const { network } = pattern;
  if (network.prefix < widestBlock[network.version]) return 'too-wide';
  const ours = exempt.some((text) => {
    const one = readNetwork(text);
    return one !== null && overlap(one, network);
  });
  if (ours) return 'exempt';
  if (expiresAt === null) return 'no-end';
  return expiresAt.getTime() - now.getTime() > longestBlockMs ? 'too-long-block' : null;
}
