/** Reads mail in a thread of its own, where it can be stopped. Started by reader.ts. */
import type { Mail } from './mail.ts';
import { readMail } from './read.ts';

export interface ReadTask {
  readonly raw: Uint8Array;
  readonly envelopeSender: string | null;
}

/** One mail. */
export function readTask({ raw, envelopeSender }: ReadTask): Mail {
  return readMail(raw, envelopeSender);
}
