/** A number as people type it into a form. */
import { z } from 'zod';

/** −1000 to 1000, with a comma as well, as in half of Europe; neither `Infinity` nor `0x10` nor `1e400`. */
export const typedNumber = z
  .string()
  .trim()
  .regex(/^[-+−]?\d{1,4}(?:[.,]\d{1,6})?$/)
  .transform((text) => Number(text.replace(',', '.').replace('−', '-')))
  .pipe(z.number().min(-1000).max(1000));
