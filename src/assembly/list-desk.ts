/** What people do to the lists of senders: looked at, written into the audit trail, and only then done. */
import type { Settings } from '../config/schema.ts';
import { traced } from '../desk/traced.ts';
import type { AuditDetail } from '../model/audit-store.ts';
import type { Store } from '../model/ports.ts';
import {
  BadEntry,
  type ListAuthor,
  type ListDefaults,
  type ListDesk,
  type ListFormat,
  type ListImport,
  type NewListEntry,
} from '../model/sender-lists.ts';
import { blockOf } from '../screening/ip.ts';
import { listText } from '../screening/list-export.ts';
import { readList } from '../screening/list-import.ts';
import { readTyped } from '../screening/list-pattern.ts';
import { meetsOurs, problemOf } from '../screening/list-rules.ts';

export interface ListDeskParts {
  readonly store: Pick<Store, 'lists' | 'audit'>;
  settings(): Pick<Settings, 'screening' | 'limits' | 'departments'>;
  now(): Date;
}

/** Names of that many entries stand in the audit trail; beyond them, how many there were. */
const mostNamed = 20;

/** The lists of senders over the store, with each change in the audit trail. `add` and `block` throw BadEntry. */
export function makeListDesk({ store, settings, now }: ListDeskParts): ListDesk {
  const { lists, audit } = store;
  const rules = () => ({ exempt: settings().limits.exempt, now: now() });
  const trace = (by: ListAuthor, action: string, subject: string, detail: AuditDetail) => ({
    actor: by.actor,
    action,
    subject,
    detail: { via: by.via, ...detail },
  });
  const preview = async (text: string, format: ListFormat, defaults: ListDefaults): Promise<ListImport> => {
    const read = readList(text, format, defaults, rules());
    const there = new Set((await lists.lines()).map(({ list, pattern }) => `${list} ${pattern}`));
    const parted = Map.groupBy(read.lines, ({ list, pattern }) => there.has(`${list} ${pattern}`));
    const { format: found, faults } = read;
    return { format: found, fresh: parted.get(false) ?? [], there: parted.get(true) ?? [], faults };
  };
  const add: ListDesk['add'] = async (by, given) => {
    const pattern = readTyped(given.pattern);
    const problem = pattern === null ? 'no-pattern' : problemOf({ ...given, pattern }, rules());
    if (pattern === null || problem !== null) throw new BadEntry(problem ?? 'no-pattern');
    const entry: NewListEntry = { ...given, pattern: pattern.text, author: by.actor };
    const { list, reason, expiresAt } = entry;
    const detail = { reason, until: expiresAt?.toISOString() ?? null };
    const work = () => lists.add([entry]);
    const added = await traced(audit, trace(by, `list.${list}`, entry.pattern, detail), work);
    const lanes = settings().departments.flatMap(({ addresses }) => addresses);
    return { entry, isNew: added === 1, isOurs: meetsOurs(pattern, lanes) };
  };
  return {
    add,
    async block(by, { source, scope, reason, expiresAt }) {
      const pattern = blockOf(source, scope) ?? source;
      return (await add(by, { list: 'block', pattern, reason, expiresAt })).entry;
    },
    fixed: (list) => (list === 'block' ? [] : settings().screening[list]),
    async remove(by, ids) {
      const found = await lists.byIds(ids);
      for (const [list, some] of Map.groupBy(found, (entry) => entry.list)) {
        const names = some.slice(0, mostNamed).map(({ pattern }) => pattern);
        const detail = { list, entries: some.length, ...(some.length > 1 ? { patterns: names } : {}) };
        const subject = some.length === 1 ? (names[0] ?? '') : `list:${list}`;
        await audit.record(trace(by, list === 'block' ? 'list.lift' : 'list.remove', subject, detail));
      }
      return lists.remove(found.map(({ id }) => id));
    },
    async export(list, format) {
      const entries = (await lists.all()).filter((entry) => entry.list === list).reverse();
      if (format === 'text')
        return { text: listText(entries), type: 'text/plain; charset=utf-8', ending: 'txt' };
      const rows = entries.map(({ id: _, ...rest }) => rest);
      return { text: `${JSON.stringify(rows, null, 2)}\n`, type: 'application/json', ending: 'json' };
    },
    preview,
    async import(by, text, format, defaults) {
      const read = await preview(text, format, defaults);
      const lines = [...read.fresh, ...read.there];
      const detail = { format: read.format, added: read.fresh.length, renewed: read.there.length };
      const entries = lines.map(({ line: _, ...rest }) => ({ ...rest, author: by.actor }));
      const { length: faults } = read.faults;
      const entry = trace(by, 'list.import', `list:${defaults.list}`, { ...detail, faults });
      await traced(audit, entry, () => lists.add(entries));
      return read;
    },
  };
}
