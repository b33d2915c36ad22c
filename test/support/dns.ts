/** Name service from a table. */
import type { Resolver } from '../../src/model/ports.ts';

export type DnsError = 'ENOTFOUND' | 'ENODATA' | 'ETIMEOUT' | 'ESERVFAIL';

/** By name, then by type: records as node:dns gives them (TXT may be written as plain strings), or an error. */
export type Zone = Readonly<
  Record<string, DnsError | Readonly<Record<string, DnsError | readonly unknown[]>>>
>;

export type FakeResolver = Resolver & {
  /** Every question, as `TXT example.com`. */
  readonly asked: string[];
};

/** Answers from the table: an unknown name with ENOTFOUND, a known one without such records with ENODATA. */
export function fakeResolver(zone: Zone): FakeResolver {
  const asked: string[] = [];
  const resolve: Resolver = async (name, type) => {
    asked.push(`${type} ${name}`);
    const entry = zone[name.toLowerCase().replace(/\.$/, '')] ?? 'ENOTFOUND';
    const records = typeof entry === 'string' ? entry : (entry[type] ?? 'ENODATA');
    if (typeof records === 'string') {
      throw Object.assign(new Error(`query${type} ${records} ${name}`), { code: records, hostname: name });
    }
    return type === 'TXT' ? records.map((text) => (typeof text === 'string' ? [text] : text)) : [...records];
  };
  return Object.assign(resolve, { asked });
}
