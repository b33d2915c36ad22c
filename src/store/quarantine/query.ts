/** Questions about held mail, as MongoDB is asked them. Pure. */
import type { mongo } from 'mongoose';
import type { HeldQuery } from '../../model/quarantine.ts';
import { containing } from '../conditions.ts';
import { asId, type MailRow, toId } from '../documents.ts';

/** Absent where the mail was not scored, and in old rows, which come last. */
export const scoreField = 'decision.score';

type Filter = mongo.Filter<MailRow>;

/** Held mail that fits. */
export function heldFilter(query: Omit<HeldQuery, 'limit' | 'order' | 'after'>): Filter {
  const { lanes, sender, search, searchReasons = [], reason } = query;
  const parts: Filter[] = [
    ...(sender ? [{ $or: [holding('from', sender), holding('envelope.sender', sender)] }] : []),
    ...(search ? [searched(search, searchReasons)] : []),
    ...(reason === undefined ? [] : [{ 'decision.reasons': { $elemMatch: { stage: 'screen', reason } } }]),
  ];
  return {
    state: 'quarantined',
    ...(lanes === undefined ? {} : { lane: { $in: [...lanes] } }),
    ...(parts.length === 0 ? {} : { $and: parts }),
  } as Filter;
}

function searched(search: string, searchReasons: NonNullable<HeldQuery['searchReasons']>): Filter {
  const why = [
    { 'decision.reasons': { $elemMatch: { stage: 'screen', ...holding('detail', search) } } },
    ...(searchReasons.length === 0
      ? []
      : [{ 'decision.reasons': { $elemMatch: { stage: 'screen', reason: { $in: [...searchReasons] } } } }]),
  ];
  const places = ['from', 'envelope.sender', 'subject'].map((field) => holding(field, search));
  return { $or: [...places, { messageId: search.replace(/^<|>$/g, '') }, ...why] } as Filter;
}

function holding(field: string, text: string): Record<string, unknown> {
  return { [field]: containing(text) };
}

/** The newest first, or the highest score first and what has none last. */
export function sortOf(order: 'date' | 'score'): mongo.Sort {
  return order === 'date' ? { _id: -1 } : { [scoreField]: -1, _id: -1 };
}

/** Where the next page goes on behind that row: `ID`, or `SCORE:ID` (`-:ID` without a score). */
export function cursorOf(order: 'date' | 'score', row: MailRow): string {
  const id = row._id.toHexString();
  if (order === 'date') return id;
  return `${row.decision?.score ?? '-'}:${id}`;
}

/** What follows the cursor; all where it is none. Without a score comes last, as MongoDB sorts it. */
export function afterCursor(order: 'date' | 'score', cursor: string | null): Filter {
  if (cursor === null) return {};
  if (order === 'date') return asId(cursor) === null ? {} : { _id: { $lt: toId(cursor) } };
  const [, score = '', id = ''] = /^(-|-?[\d.e+-]{1,30}):([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (id === '') return {};
  const older = { _id: { $lt: toId(id) } };
  if (score === '-') return { [scoreField]: null, ...older } as Filter;
  const value = Number(score);
  const lower = [{ [scoreField]: { $lt: value } }, { [scoreField]: value, ...older }, { [scoreField]: null }];
  return (Number.isFinite(value) ? { $or: lower } : {}) as Filter;
}
