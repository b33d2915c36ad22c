/** Reads mail in a thread of its own, where it can be stopped. Started by reader.ts. */
import { attachmentBytes } from './attachment-bytes.ts';
import type { Mail } from './mail.ts';
import { readMail } from './read.ts';

export interface ReadTask {
  readonly raw: Uint8Array;
  readonly envelopeSender: string | null;
}

export interface AttachmentTask {
  readonly raw: Uint8Array;
  readonly sha256: string;
}

/** One mail. */
export function readTask({ raw, envelopeSender }: ReadTask): Mail {
  return readMail(raw, envelopeSender);
}

/** One attachment of a mail. */
export function attachmentTask({ raw, sha256 }: AttachmentTask): Uint8Array | null {
  return attachmentBytes(raw, sha256);
}
