/** A rule as admins write it, but for its conditions (conditions.ts). */
import { z } from 'zod';
import { isoTime } from '../../model/iso-time.ts';
import { priorities } from '../../model/ticket.ts';
import { type Complain, unknown } from './problems.ts';

const text = (most: number) => {
  const error = `expects a text of at most ${most} characters`;
  return z.string({ error }).max(most, { error });
};
/** In one line, without control characters. */
const line = (most: number) => {
  const error = `expects one line of 1 to ${most} characters`;
  return z
    .string({ error })
    .trim()
    .min(1, { error })
    .max(most, { error })
    .regex(/^\P{Cc}+$/u, { error });
};
const flag = z.boolean({ error: 'expects true or false' });

/** A day counts to its end, in UTC. */
const expiry = z
  .union([z.date(), z.string()], { error: 'expects a date such as 2026-12-31' })
  .transform((given, context) => {
    const date = typeof given === 'string' ? isoTime(given, 'end') : given;
    if (date !== null) return date;
    context.addIssue({ code: 'custom', message: 'expects a date such as 2026-12-31' });
    return z.NEVER;
  });

export const ruleSchema = z.strictObject(
  {
    name: line(80),
    reason: text(500).default(''),
    when: z.unknown().optional(),
    then: z.unknown().optional(),
    enabled: flag.default(true),
    expires: expiry.nullable().default(null),
    author: text(200).default(''),
    comment: text(5000).default(''),
    /** The author knows that it is dangerous (faults.ts). */
    meant: flag.default(false),
    /** It sees mail that has the bypass, too. */
    evenWithTicket: flag.default(false),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'expects a rule: name, when and then' : undefined) },
);

/** Of a text in an action: `{{name}}` stands for what an expression of the rule captured. */
export const placeholder = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

const filled = (known: (text: string) => boolean, error: string) =>
  line(200).refine((given) => given.includes('{{') || known(given), { error });

export const actionsSchema = z.strictObject(
  {
    allow: flag.default(false),
    quarantine: flag.default(false),
    /** What the sending server is told; true: that a rule refuses it. */
    reject: z
      .union([z.boolean(), line(200)], { error: 'expects true, or one line to tell the sender' })
      .default(false),
    discard: z
      .union([z.boolean(), line(200)], { error: 'expects true, or the reason in one line' })
      .default(false),
    score: z
      .number({ error: 'expects a number, such as 2.5 or -3' })
      .min(-1000, { error: 'expects a number from -1000 to 1000' })
      .max(1000, { error: 'expects a number from -1000 to 1000' })
      .default(0),
    tag: z
      .union([line(50), z.array(line(50)).max(20)], { error: 'expects a tag, or a list of tags' })
      .default([]),
    tags: z.union([line(50), z.array(line(50)).max(20)], { error: 'expects a list of tags' }).default([]),
    department: line(100).nullable().default(null),
    priority: filled(
      (word) => priorities.some((one) => one === word),
      `expects one of ${priorities.join(', ')}`,
    )
      .nullable()
      .default(null),
    owner: filled((word) => /^[^\s@<>"]+@[^\s@<>"]+$/.test(word), 'expects the address of a member of staff')
      .nullable()
      .default(null),
    receipt: flag.nullable().default(null),
    stop: flag.default(false),
  },
  {
    error: ({ code }) => (code === 'invalid_type' ? 'expects actions, such as quarantine: true' : undefined),
  },
);

export type RuleFrame = z.infer<typeof ruleSchema>;

/** Complains of all that is wrong with `value`; null where anything is. */
export function read<T extends z.ZodObject>(
  schema: T,
  value: unknown,
  path: string,
  complain: Complain,
): z.infer<T> | null {
  const given = schema.safeParse(value);
  if (given.success) return given.data;
  for (const issue of given.error.issues) {
    const at = [path, ...issue.path.map(step)].join('').replace(/^\./, '');
    if (issue.code !== 'unrecognized_keys') complain(at, issue.message);
    else
      for (const key of issue.keys)
        complain(`${at}.${key}`.replace(/^\./, ''), unknown('key', key, Object.keys(schema.shape)));
  }
  return null;
}

function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
}
