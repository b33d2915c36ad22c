/** One line of a list in each of the forms that go by lines. Pure. */
import type { LineFault, ListFormat } from '../model/sender-lists.ts';
import type { GivenEntry } from './list-import.ts';

type Read = Omit<GivenEntry, 'line' | 'text'> | Pick<LineFault, 'problem'>;
/** What a line gives: nothing, one entry, or several. */
export type LineReader = (line: string) => Read[];

const noAction: Read = { problem: 'no-action' };

function entry(pattern: string, reason: string | null, list: GivenEntry['list'] = null): Read {
  return { pattern, list, reason: reason || null, expires: null };
}

/** What stands on a line, and the comment behind it. */
function parts(line: string): { readonly said: string; readonly comment: string } {
  const at = line.search(/(?:^|\s)#/);
  if (at < 0) return { said: line.trim(), comment: '' };
  return { said: line.slice(0, at).trim(), comment: line.slice(line.indexOf('#', at) + 1).trim() };
}

/** `kim@shop.example why it is there`; also maps of rspamd, whose second word may be a score, and `"Kim" <kim@shop.example>`. */
function plain(line: string): Read[] {
  const { said, comment } = parts(line);
  if (said === '' || said.startsWith(';')) return [];
  const [, name, address] = /^([^<]*)<([^<>\s]+@[^<>\s]+)>/.exec(said) ?? [];
  if (address !== undefined) return [entry(address, comment || (name ?? '').replace(/["\s]+/g, ' ').trim())];
  const [, pattern = '', rest = ''] = /^([^\s,;]+)[\s,;]*(.*)$/.exec(said) ?? [];
  const isScore = /^[-+]?\d+(?:\.\d+)?$/.test(rest);
  return [entry(pattern, comment || (isScore ? null : rest))];
}

/** Mail::SpamAssassin::Conf: `whitelist_from a b`, `welcomelist_from_rcvd a relay`, `blacklist_from a` … */
function spamassassin(line: string): Read[] {
  const { said, comment } = parts(line);
  if (said === '') return [];
  const [directive = '', ...words] = said.split(/\s+/);
  const [, kind, how] =
    /^(white|welcome|allow|black|block|deny)list_(from|auth|from_rcvd|from_spf|from_dkim)$/i.exec(
      directive,
    ) ?? [];
  if (kind === undefined || words.length === 0) return [noAction];
  const list = /^(?:white|welcome|allow)$/i.test(kind) ? 'allow' : 'deny';
  // The second word names the relay, or who signs.
  const patterns = /_(?:rcvd|dkim)$/i.test(how ?? '') ? words.slice(0, 1) : words;
  // `?` stands for one character there, and is a character here.
  return patterns.map((each) =>
    each.includes('?') ? { problem: 'no-pattern' } : entry(each, comment, list),
  );
}

/** access(5) of Postfix: OK, REJECT and their kin. Numbers alone are OK. */
function postfix(line: string): Read[] {
  const said = line.trim();
  if (said === '' || said.startsWith('#')) return [];
  const [, pattern = '', action = '', rest = ''] = /^(\S+)(?:\s+(\S+))?\s*(.*)$/.exec(said) ?? [];
  if (pattern.startsWith('/')) return [{ problem: 'expression' }];
  if (/^(?:OK|PERMIT|RELAY)$/i.test(action)) return [entry(octets(pattern), rest, 'allow')];
  if (/^(?:REJECT|DISCARD|[45]\d\d)$/i.test(action)) return [entry(octets(pattern), status(rest), 'deny')];
  return [/^\d+$/.test(action) ? entry(octets(pattern), rest, 'allow') : noAction];
}

/** `192.0.2` stands for all addresses that begin so. */
function octets(pattern: string): string {
  const some = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.?$/.exec(pattern)?.[1]?.split('.');
  if (some === undefined) return pattern;
  return `${[...some, '0', '0', '0'].slice(0, 4).join('.')}/${some.length * 8}`;
}

/** The text without the enhanced status code before it. */
function status(text: string): string {
  return text.replace(/^[245]\.\d{1,3}\.\d{1,3}\s+/, '');
}

/** Names that hosts files have for themselves. */
const ownNames = /^(?:localhost.*|local|broadcasthost|ip6-.*|0\.0\.0\.0)$/i;

/** `127.0.0.1 bad.example`, and zones of rbldnsd: `192.0.2.1 :127.0.0.2:why`, `.bad.example`. */
function hosts(line: string): Read[] {
  const { said, comment } = parts(line);
  if (said === '' || /^[:$;]/.test(said)) return [];
  const [first = '', ...words] = said.split(/\s+/);
  if (!/^(?:127\.0\.0\.1|0\.0\.0\.0|::1?)$/.test(first) || words.length === 0) {
    const told = /:127\.\d+\.\d+\.\d+:(.*)$/.exec(said)?.[1];
    return [entry(first, comment || (told ?? ''))];
  }
  return words.filter((name) => !ownNames.test(name)).map((name) => entry(name, comment));
}

export const readLine: Readonly<Record<Exclude<ListFormat, 'auto' | 'csv' | 'json'>, LineReader>> = {
  plain,
  spamassassin,
  postfix,
  hosts,
};
