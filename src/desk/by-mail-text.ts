/** What of a mail by staff goes on: his words above our line, and his files. Pure. */

import type { Attachment, Mail } from '../mail/mail.ts';
import { splitReply } from '../mail/reply/reply-text.ts';
import type { Upload } from '../model/inbox.ts';

/** The line in our notices above which an answer stands, in the languages of the templates. */
const marker = /(?:reply above this line|oberhalb dieser zeile antworten)/i;
/** What a mail program writes between an answer and what it quotes. */
const introduction = /^[>\s]*(?:-{2,}.*-{2,}|_{5,}|.{0,300}[:：])\s*$/u;

/**
 * What he wrote. Whatever his mail program did to the quote, nothing from our line on is his, unless it stands between what
 * is marked as quoted; where all of it is ours, nothing is left, and nothing is sent.
 */
export function wordsOf(mail: Pick<Mail, 'replyText' | 'quotedText' | 'text' | 'from'>): string {
  const { text } = mail;
  const [above, below] = aroundMarker(text);
  const lines = written(mail).split('\n');
  const cut = lines.findIndex((line) => marker.test(line));
  const kept = (cut < 0 ? lines : lines.slice(0, cut)).filter((line) => {
    const bare = line.trim();
    return bare === '' || !below.has(bare) || above.has(bare);
  });
  const last = kept.findLastIndex((line) => line.trim() !== '');
  const introduced = kept.length < lines.length && introduction.test(kept[last] ?? '');
  return kept
    .slice(0, introduced ? last : last + 1)
    .join('\n')
    .trim();
}

/** Where the HTML was read to be our notice and no quote of it, the text beside it is what he wrote. */
function written({ replyText, quotedText, text, from }: Parameters<typeof wordsOf>[0]): string {
  const doubtful = bareMarker(quotedText.split('\n')) >= 0 && !marker.test(text);
  return doubtful ? splitReply(text, from?.name ?? '').replyText : replyText;
}

/** Where our line stands without any mark of a quote. */
function bareMarker(lines: readonly string[]): number {
  return lines.findIndex((line) => marker.test(line) && !/^\s*[>|]/.test(line));
}

/** The lines above our line and below it. */
function aroundMarker(text: string): [ReadonlySet<string>, ReadonlySet<string>] {
  const lines = text.split('\n').map((line) => line.trim());
  const at = bareMarker(lines);
  if (at < 0) return [new Set(), new Set()];
  return [new Set(lines.slice(0, at)), new Set(lines.slice(at))];
}

/** Pictures within the text that are smaller are most likely logos of his signature. */
const smallestPicture = 20_000;
/** Parts that only his mail program means something by. */
const technical = /^application\/(?:pkcs7-signature|x-pkcs7-signature|pgp-signature|pgp-keys|ms-tnef)$/;

/** His files, as they go along with an answer. */
export function filesOf({ attachments }: Pick<Mail, 'attachments'>): Upload[] {
  const sent = attachments.filter(
    ({ inline, size, contentType }) => !technical.test(contentType) && (!inline || size >= smallestPicture),
  );
  return [...new Map(sent.map((file) => [file.sha256, file])).values()].map(upload);
}

function upload({ filename, contentType, size, sha256 }: Attachment): Upload {
  return { filename: filename ?? contentType.replace('/', '.'), contentType, size, sha256, contentId: null };
}
