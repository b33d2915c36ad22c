/** Files that staff add, as attachments of an entry. */

import type { Attachment } from '../mail/mail.ts';
import type { Upload } from '../model/inbox.ts';

/** As the history shows them. */
export function attachmentsOf(files: readonly Upload[]): Attachment[] {
  return files.map((file) => ({ ...file, inline: file.contentId !== null }));
}
