/** Faults that show only between settings. Reads values before they are known to be good, so that no fault hides another. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { type Path, settingAt } from './tree.ts';

export interface Fault {
  readonly path: Path;
  readonly expected: string;
}

const text = z.string().catch('');
const lower = z
  .string()
  .transform((value) => value.toLowerCase())
  .catch('');

/** Thresholds that a department has instead of those for all. */
const ownThresholds = z
  .object({
    quarantineAt: z.number().optional().catch(undefined),
    rejectAt: z.number().optional().catch(undefined),
  })
  .catch({});

const account = z.object({ name: text, lane: lower, host: lower, user: lower, mailbox: lower });
const noAccount = { name: '', lane: '', host: '', user: '', mailbox: '' };

/** What the checks read; what is not as it should be reads as empty, and is told by the schema. */
const view = z.object({
  departments: z
    .array(
      z
        .object({
          name: text,
          title: text,
          addresses: z.array(lower).catch([]),
          screening: ownThresholds.default({}),
        })
        .catch({ name: '', title: '', addresses: [], screening: {} }),
    )
    .nullable()
    .catch(null),
  imap: z.array(account.catch(noAccount)).catch([]),
  mirror: z.object({ host: lower, user: lower, root: lower }).nullable().catch(null),
  routing: z
    .array(
      z
        .object({
          when: z.record(z.string(), z.object({ matches: text }).catch({ matches: '' })).catch({}),
          then: z.object({ department: text }).catch({ department: '' }),
        })
        .catch({ when: {}, then: { department: '' } }),
    )
    .catch([]),
  screening: z
    .object({ quarantineAt: z.number().catch(Number.NaN), rejectAt: z.number().catch(Number.NaN) })
    .catch({ quarantineAt: Number.NaN, rejectAt: Number.NaN }),
});
type View = z.output<typeof view>;

interface Named {
  readonly path: Path;
  readonly name: string;
}

/** Later ones of those that say the same. */
function repeats(all: readonly Named[], what: string): Fault[] {
  const seen = new Set<string>();
  return all.flatMap(({ path, name }) => {
    if (name === '') return [];
    const again = seen.has(name);
    seen.add(name);
    return again ? [{ path, expected: `${what}, used once` }] : [];
  });
}

function namesAndLanes({ departments, imap }: View): Fault[] {
  const lanes = (departments ?? []).flatMap((department, i) =>
    department.addresses.map((name, j) => ({ path: ['departments', i, 'addresses', j], name })),
  );
  const titles = (departments ?? []).map(({ name }, i) => ({ path: ['departments', i, 'name'], name }));
  const mailboxes = imap.map(({ name }, i) => ({ path: ['imap', i, 'name'], name }));
  const known = new Set(lanes.map(({ name }) => name));
  return [
    ...repeats(titles, 'a name of a department'),
    ...repeats(lanes, 'an address of one department'),
    ...repeats(mailboxes, 'a name of a mailbox'),
    ...imap.flatMap(({ lane }, i) =>
      departments === null || lane === '' || known.has(lane)
        ? []
        : [{ path: ['imap', i, 'lane'], expected: 'an address of a department' }],
    ),
  ];
}

function isExpression(source: string): boolean {
  try {
    RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return true;
  } catch {
    return false;
  }
}

function routing({ departments, routing: rules }: View): Fault[] {
  const names = departments?.map(({ name }) => name);
  return rules.flatMap(({ when, then }, i): Fault[] => {
    const expressions = Object.entries(when)
      .filter(([, { matches }]) => !isExpression(matches))
      .map(([field]) => ({
        path: ['routing', i, 'when', field, 'matches'],
        expected: 'a regular expression in RE2 syntax (no look-around, no back-references)',
      }));
    if (names === undefined || then.department === '' || names.includes(then.department)) return expressions;
    const expected = `the name of a department (${names.join(', ')})`;
    return [...expressions, { path: ['routing', i, 'then', 'department'], expected }];
  });
}

/** What is mirrored must not be fetched again. */
function mirrored({ departments, imap, mirror }: View): Fault[] {
  if (mirror === null) return [];
  const plain = (name: string) => name.toLowerCase().replaceAll('-', ' ');
  const tops =
    mirror.root === '' ? (departments ?? []).map(({ name, title }) => plain(title || name)) : [mirror.root];
  return imap.flatMap(({ host, user, mailbox }, i) => {
    const [top = ''] = mailbox.split(/[/.]/);
    const same = host === mirror.host && user === mirror.user && tops.includes(plain(top));
    return same ? [{ path: ['imap', i, 'mailbox'], expected: 'a folder outside of those of `mirror`' }] : [];
  });
}

function thresholds({ screening, departments }: View): Fault[] {
  if (screening.rejectAt < screening.quarantineAt) {
    const expected = `at least screening.quarantineAt (${screening.quarantineAt})`;
    return [{ path: ['screening', 'rejectAt'], expected }];
  }
  return (departments ?? []).flatMap(({ screening: own }, i) => {
    const quarantineAt = own.quarantineAt ?? screening.quarantineAt;
    const rejectAt = own.rejectAt ?? screening.rejectAt;
    if (!(rejectAt < quarantineAt)) return [];
    const path = ['departments', i, 'screening'];
    return own.rejectAt === undefined
      ? [{ path: [...path, 'quarantineAt'], expected: `at most screening.rejectAt (${rejectAt})` }]
      : [{ path: [...path, 'rejectAt'], expected: `at least its quarantineAt (${quarantineAt})` }];
  });
}

function initial(...path: Path): unknown {
  return settingAt(path)?.initial;
}

/** All faults between settings; `values` are as given, before defaults. */
export function crossCheck(values: Readonly<Record<string, unknown>>): Fault[] {
  const screening = typeof values['screening'] === 'object' ? values['screening'] : {};
  const seen = view.parse({
    ...values,
    departments: values['departments'] ?? initial('departments'),
    screening: {
      quarantineAt: initial('screening', 'quarantineAt'),
      rejectAt: initial('screening', 'rejectAt'),
      ...screening,
    },
  });
  return [...namesAndLanes(seen), ...routing(seen), ...mirrored(seen), ...thresholds(seen)];
}
