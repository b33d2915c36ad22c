/** Files that staff add: that they were kept, how large they are, and how they stand in the history. */
import { Failure, type FailureCode } from '../failure.ts';
import type { Attachment } from '../mail/mail.ts';
import type { Upload } from '../model/inbox.ts';
import type { UploadStore } from '../model/uploads.ts';
import type { Action } from './action.ts';

export interface FileParts {
  readonly inbox: Pick<UploadStore, 'uploadSizes'>;
  /** Octets that all files of one entry may have. */
  mostFileBytes(): number;
}

/** Files that cannot go along. */
export class FilesRefused extends Failure {
  /** By their place in the action (RFC 6901). */
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(code: FailureCode, detail: string, pointers: readonly string[]) {
    super(code, detail);
    this.faults = pointers.map((pointer) => ({ pointer, detail }));
  }
}

/**
 * The action, its files as large as what was kept: what a client says of a size counts for nothing. Throws FilesRefused,
 * `bad-usage` where one was never uploaded, `mail-too-big` where they are too large together.
 */
export async function withKeptFiles<A extends Action>(parts: FileParts, action: A): Promise<A> {
  if (!('attachments' in action) || action.attachments.length === 0) return action;
  const sizes = await parts.inbox.uploadSizes(action.attachments.map(({ sha256 }) => sha256));
  const unknown = action.attachments.flatMap(({ sha256 }, at) =>
    sizes.has(sha256) ? [] : [`/attachments/${at}/sha256`],
  );
  if (unknown.length > 0) throw new FilesRefused('bad-usage', 'no such file was uploaded', unknown);
  const attachments = action.attachments.map((file) => ({ ...file, size: sizes.get(file.sha256) ?? 0 }));
  const most = parts.mostFileBytes();
  if (attachments.reduce((sum, { size }) => sum + size, 0) > most)
    throw new FilesRefused('mail-too-big', `the files have more than ${most} octets together`, [
      '/attachments',
    ]);
  return { ...action, attachments };
}

/** As the history shows them. */
export function attachmentsOf(files: readonly Upload[]): Attachment[] {
  return files.map((file) => ({ ...file, inline: file.contentId !== null }));
}
