/** The schema as a tree of settings: what variables, problems, masks and docs/settings.md are made from. */
import { z } from 'zod';
import { secretMark } from './fields.ts';
import { settingsSchema } from './schema.ts';

/** Keys of objects and numbers of list items, from the root. */
export type Path = readonly (string | number)[];

export interface Setting {
  readonly kind: 'section' | 'list' | 'map' | 'text' | 'number' | 'boolean';
  /** What a value must be, in words: `a whole number from 0 to 65535`. */
  readonly expects: string;
  readonly description: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** The default; undefined where there is none. */
  readonly initial: unknown;
  /** Settings of a section, by key; empty otherwise. */
  readonly fields: ReadonlyMap<string, Setting>;
  /** What the names in a map must be, in words; null otherwise. */
  readonly keys: string | null;
  /** What a list or a map holds. */
  readonly item: Setting | null;
}

type Json = z.core.JSONSchema.BaseSchema;

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function range(schema: Json): string {
  const { minimum: least, maximum: most } = schema;
  const bounded = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  if (least !== undefined && bounded) return ` from ${least} to ${most}`;
  if (least !== undefined && least > Number.MIN_SAFE_INTEGER) return ` of at least ${least}`;
  return bounded ? ` of at most ${most}` : '';
}

function expectation(schema: Json, item: Setting | null): string {
  if (typeof schema['expects'] === 'string') return schema['expects'];
  if (schema.enum) return `one of ${schema.enum.map((word) => `\`${String(word)}\``).join(', ')}`;
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'integer') return `a whole number${range(schema)}`;
  if (schema.type === 'number') return `a number${range(schema)}`;
  if (schema.type === 'array') return `a list${schema.minItems ? ' (not empty)' : ''}, each ${item?.expects}`;
  if (schema.properties) return `settings (${Object.keys(schema.properties).join(', ')})`;
  if (schema.type === 'object') return 'settings by name';
  if (schema.format === 'uri') return 'a URL';
  return schema.minLength ? 'text (not empty)' : 'text';
}

function kindOf(schema: Json): Setting['kind'] {
  if (schema.type === 'array') return 'list';
  if (schema.type === 'object') return schema.properties ? 'section' : 'map';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return schema.type === 'boolean' ? 'boolean' : 'text';
}

function settingOf(schema: Json, required: boolean): Setting {
  const inner = schema.type === 'array' ? schema.items : schema.additionalProperties;
  const item = isSchema(inner) ? settingOf(inner, true) : null;
  const fields = new Map<string, Setting>();
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    if (isSchema(field)) fields.set(key, settingOf(field, schema.required?.includes(key) ?? false));
  }
  return {
    kind: kindOf(schema),
    expects: expectation(schema, item),
    description: schema.description ?? '',
    secret: schema[secretMark] === true,
    required,
    initial: schema.default,
    fields,
    keys: isSchema(schema.propertyNames) ? expectation(schema.propertyNames, null) : null,
    item,
  };
}

/** All settings. */
export const settingsTree: Setting = settingOf(z.toJSONSchema(settingsSchema, { io: 'input' }), false);

/** The setting at a path; null where there is none. */
export function settingAt(path: Path): Setting | null {
  let setting: Setting | null = settingsTree;
  for (const key of path) {
    if (setting === null) return null;
    setting = setting.kind === 'section' ? (setting.fields.get(String(key)) ?? null) : setting.item;
  }
  return setting;
}

/** `imap[0].password`, `routing[1].when["header.x-spam"].equals`. */
export function showPath(path: Path): string {
  return z.core.toDotPath(path);
}
