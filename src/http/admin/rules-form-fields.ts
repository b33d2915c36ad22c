/** Between a rule and the fields of its form. Pure. */
import { stringify } from 'yaml';
import { z } from 'zod';
import type { RuleDraft } from '../../model/rules.ts';
import { type ShownRule, shownRule } from './rules-set.ts';
import { readFragment } from './rules-yaml.ts';

const line = z.string().trim().max(2000).default('');
const text = z.string().max(100_000).default('');

/** What the form sends. */
export const ruleFormSchema = z.object({
  /** The name it had; empty: it is new. */
  old: line,
  name: line,
  reason: line,
  /** Browsers send lines as RFC 7578 (4.4) has them. */
  comment: text.transform(unixLines),
  /** `2027-01-31`, or empty. */
  expires: line,
  enabled: z
    .literal('yes')
    .optional()
    .transform((given) => given === 'yes'),
  /** `first`, or `after ` and the name of a rule. */
  place: line,
  when: text,
  then: text,
  more: text,
});
export type RuleForm = z.output<typeof ruleFormSchema>;

const fieldNames = ['name', 'reason', 'comment', 'expires', 'when', 'then', 'more'] as const;
export type FieldName = (typeof fieldNames)[number];

export interface FieldProblem {
  readonly field: FieldName;
  /** In the text of the field; null where it has one line, or the place is not known. */
  readonly line: number | null;
  /** Below the field: `body.contians`. */
  readonly path: string;
  readonly text: string;
}

function unixLines(given: string): string {
  return given.replace(/\r\n?/g, '\n');
}

const yamlFields = ['when', 'then', 'more'] as const;
const known = new Set(['name', 'reason', 'comment', 'expires', 'enabled', 'author', 'when', 'then']);

/** The form of a rule of the set, or of a new one. */
export function formOf({ rules }: RuleDraft, at: number | null): RuleForm {
  const names = rules.map((rule) => shownRule(rule).name);
  const before = at === null ? names.at(-1) : names[at - 1];
  const place = before === undefined ? 'first' : `after ${before}`;
  if (at === null) return { ...emptyForm, place };
  const rule = shownRule(rules[at]);
  const rest = Object.entries(rule).filter(([key]) => !known.has(key));
  return {
    old: rule.name,
    ...shownTexts(rule),
    enabled: rule.enabled,
    place,
    when: written(rule.when),
    then: written(rule.then),
    more: rest.length === 0 ? '' : written(Object.fromEntries(rest)),
  };
}

type Texts = Pick<RuleForm, 'name' | 'reason' | 'comment' | 'expires'>;

/** Of the end its day. */
function shownTexts({ name, reason, comment, expires }: ShownRule): Texts {
  return { name, reason, comment: unixLines(comment), expires: expires?.slice(0, 10) ?? '' };
}

/** What comes back as it was shown is what it was, though the form shows no more than a day, or one line. */
function typedTexts(form: Texts, old: ShownRule | null): Texts {
  if (old === null) return form;
  const shown = shownTexts(old);
  const sent = (text: string) => text.replace(/\n/g, '').trim();
  const line = (field: 'name' | 'reason' | 'expires') =>
    sent(shown[field]) === sent(form[field]) ? (old[field] ?? '') : form[field];
  const comment = shown.comment === form.comment ? old.comment : form.comment;
  return { name: line('name'), reason: line('reason'), expires: line('expires'), comment };
}

const emptyForm: RuleForm = {
  ...ruleFormSchema.parse({}),
  enabled: true,
  when: 'subject: {contains: }\n',
  then: 'quarantine: true\n',
};

function written(value: unknown): string {
  return value === undefined || value === null ? '' : stringify(value, { lineWidth: 0 });
}

/** The rule that the form asks for; problems are those of YAML alone, and of what is missing. `old`: what it was. */
export function ruleOf(
  form: RuleForm,
  author: string,
  old: ShownRule | null = null,
): { readonly rule: Readonly<Record<string, unknown>>; readonly problems: readonly FieldProblem[] } {
  const [when, then, more] = yamlFields.map((field) => ({ field, ...readFragment(form[field]) }));
  const problems = [when, then, more].flatMap((read) =>
    (read?.problems ?? []).map((problem) => ({ field: read?.field ?? 'more', path: '', ...problem })),
  );
  const { name, reason, comment, expires } = typedTexts(form, old);
  const rule = {
    name,
    reason: reason || undefined,
    comment: comment.trim() === '' ? undefined : comment,
    ...more?.value,
    enabled: form.enabled ? undefined : false,
    expires: expires || undefined,
    author: author || undefined,
    when: when?.value,
    then: then?.value,
  };
  const given = Object.entries(rule).filter(([, value]) => value !== undefined);
  return { rule: Object.fromEntries(given), problems };
}

/** A problem of the engine (`rules[2].when.body.contians`) at the field that it is about. */
export function problemAtField(form: RuleForm, path: string, text: string): FieldProblem {
  const keys = path.replace(/^rules\[\d+\]\.?/, '');
  const [first = '', ...rest] = keys.split('.');
  const root = first.replace(/\[.*$/, '');
  const isYaml = root === 'when' || root === 'then';
  const field = fieldNames.find((name) => name === root) ?? (root === '' ? 'name' : 'more');
  const inner = isYaml ? keys.slice(root.length) : field === 'more' ? `.${keys}` : '';
  const line = inner === '' ? null : readFragment(form[isYaml ? root : 'more']).lineAt(inner);
  return {
    field,
    line,
    path:
      isYaml || field === 'more' ? [first.slice(root.length), ...rest].filter(Boolean).join('.') || keys : '',
    text,
  };
}
