/** The thresholds that a set of rules may bring along. */
import { z } from 'zod';
import type { Thresholds } from '../../model/rules.ts';
import type { Complain } from './problems.ts';
import { read } from './schema.ts';

const score = z.number({ error: 'expects a score, such as 6' });
const thresholdsSchema = z.strictObject(
  { quarantineAt: score, rejectAt: score },
  { error: ({ code }) => (code === 'invalid_type' ? 'expects quarantineAt and rejectAt' : undefined) },
);

/** Null where there are none, or they are no good, which is then complained of. */
export function readThresholds(value: unknown, complain: Complain): Thresholds | null {
  if (value === null || value === undefined) return null;
  const given = read(thresholdsSchema, value, 'thresholds', complain);
  if (given === null || given.quarantineAt <= given.rejectAt) return given;
  complain('thresholds', 'expects quarantineAt to be no higher than rejectAt');
  return null;
}
