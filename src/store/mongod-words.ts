/** Why `mongod` ended, read from its log: pure. */
import { z } from 'zod';

/** One line of its log; `attr` holds the words of the error in one of several places. */
const line = z.object({
  s: z.string(),
  msg: z.string(),
  attr: z
    .object({
      message: z
        .union([z.string(), z.object({ msg: z.string() }).transform(({ msg }) => msg)])
        .optional()
        .catch(undefined),
      error: z
        .union([z.string(), z.object({ errmsg: z.string() }).transform(({ errmsg }) => errmsg)])
        .optional()
        .catch(undefined),
    })
    .default({}),
});

const longest = 400;

/** What people can do about it, by what its words hold. */
const advice: readonly (readonly [sign: RegExp, what: string])[] = [
  [/DBPathInUse/, 'another program works on this data directory'],
  [/no space left on device|error 28\b/i, 'the disk is full'],
  [
    /unsupported WiredTiger|featureCompatibilityVersion|version of MongoDB/i,
    'the data is of another version of MongoDB',
  ],
  [
    /corrupt|checksum|does not appear to be|smaller than|handle-open|handle-read|turtle|storage engine metadata/i,
    'the data is damaged; restore a backup, or let `mongod --repair` work on a copy',
  ],
];

/**
 * The first error in the log, which those behind it follow from, and what it means where that is known. Without a log:
 * the last line of what the program wrote to standard error.
 */
export function lastWords(log: string, complaint: string): string {
  const faults = log
    .split('\n')
    .flatMap(readLine)
    .filter(({ s }) => s === 'E' || s === 'F');
  const [first] = faults.flatMap(({ msg, attr }) => {
    const detail = attr.error ?? attr.message;
    return detail === undefined ? [] : [`${msg}: ${detail}`];
  });
  const words = first ?? faults.at(-1)?.msg ?? complaint.trim().split('\n').at(-1);
  if (words === undefined || words === '') return 'it left no word';
  const meaning = advice.find(([sign]) => sign.test(words))?.[1];
  const told = words.slice(0, longest);
  return meaning === undefined ? told : `${meaning} (${told})`;
}

function readLine(text: string): z.output<typeof line>[] {
  try {
    return [line.parse(JSON.parse(text))];
  } catch {
    return []; // Cut short by the end of the program.
  }
}
