/** Kinds of values that several settings share. `expects` says in words what a pattern cannot. */
import { z } from 'zod';

/** Name of the mark (zod metadata) on a value that is never printed. */
export const secretMark = 'secret';

/** A value that is never printed, and that may come from a file (`…_FILE`). */
export const secret = () => z.string().meta({ [secretMark]: true });

export const port = z.int().min(0).max(65535);

/** An addr-spec of ours, lower case from here on. */
export const address = z
  .string()
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/)
  .meta({ expects: 'an e-mail address such as support@example.com' })
  .transform((text) => text.toLowerCase());
