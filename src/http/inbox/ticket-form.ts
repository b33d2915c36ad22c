/** From the fields of a form to an action. Pure. */
import { z } from 'zod';
import { type Action, actionSchema } from '../../desk/action.ts';
import { localTime, wakePresets, wakeTime } from '../../desk/wake.ts';
import { Failure } from '../../failure.ts';
import { parseAddresses } from '../../mail/addresses.ts';

/** Values of each field, in order. */
export type Form = ReadonlyMap<string, readonly string[]>;

/** The first value of a field; `''` where there is none. */
export function fieldOf(form: Form, name: string): string {
  return form.get(name)?.[0]?.trim() ?? '';
}

/**
 * The action that a form asks for by its field `do`. Lists of addresses and tags are written with commas; `attachments` is
 * JSON; `until` is a time on the reader's clock, whose distance from UTC is in `zone`. Fields that are no part of the action
 * are left to others. Throws Failure `bad-usage`, which says what is missing.
 */
export function actionOf(form: Form, now: Date): Action {
  const name = fieldOf(form, 'do');
  const option = actionSchema.options.find(({ shape }) => shape.do.value === name);
  if (option === undefined) throw new Failure('bad-usage', 'the form says not what to do');
  const fields = Object.keys(option.shape).filter((field) => field !== 'do' && isGiven(form, field));
  const input = { do: name, ...Object.fromEntries(fields.map((field) => [field, read(form, field, now)])) };
  const parsed = actionSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure('bad-usage', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** A control named `remove` would stand before the form’s own method of that name (WHATWG HTML, 4.10.3). */
function nameOf(field: string): string {
  return field === 'remove' ? 'drop' : field;
}

function isGiven(form: Form, field: string): boolean {
  return form.has(nameOf(field)) || (field === 'until' && form.has('preset'));
}

function read(form: Form, field: string, now: Date): unknown {
  const value = fieldOf(form, nameOf(field));
  switch (field) {
    case 'to':
      // Of a link it is the other ticket.
      return fieldOf(form, 'do') === 'link' ? value : addresses(form, field);
    case 'cc':
      return addresses(form, field);
    case 'messages':
      return form.get(field);
    case 'attachments':
      return form.get(field)?.flatMap(filesOf);
    case 'add':
      return words(value);
    case 'remove':
      return fieldOf(form, 'do') === 'link' ? value === 'true' : words(value);
    case 'owner':
    case 'problem':
      return value === '' ? null : value;
    case 'undoSeconds':
      return Number(value);
    case 'until':
      return until(form, now);
    default:
      return form.get(field)?.[0];
  }
}

function addresses(form: Form, field: string): string[] {
  const all = (form.get(field) ?? []).flatMap((value) => parseAddresses(value.replaceAll(/[;\r\n]+/g, ',')));
  return all.map(({ name, address }) => address || name);
}

function words(value: string): string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const anyList = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);

function filesOf(json: string): unknown[] {
  if (json.trim() === '') return [];
  try {
    return anyList.parse(JSON.parse(json));
  } catch {
    throw new Failure('bad-usage', 'the attachments could not be read');
  }
}

/** Null wakes the ticket. */
function until(form: Form, now: Date): Date | null {
  const zone = Number(fieldOf(form, 'zone')) || 0;
  const preset = wakePresets.find((one) => one === fieldOf(form, 'preset'));
  if (preset !== undefined) return wakeTime(preset, now, zone);
  const text = fieldOf(form, 'until');
  if (text === '') return null;
  const at = localTime(text, zone);
  if (at === null) throw new Failure('bad-usage', `${text} is no date and time`);
  return at;
}
