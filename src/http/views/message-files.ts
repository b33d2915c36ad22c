/** Attachments of a message: names, sizes, pictures, previews, downloads. */
import { html } from 'hono/html';
import type { Attachment } from '../../mail/mail.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { type Shown, shownAs } from '../inbox/file-types.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** Larger pictures are not fetched by themselves. */
const largestThumbnail = 4_000_000;

/** The files that are not part of the text. `embedded`: pictures within the HTML are shown there. */
export function fileList(
  language: string,
  message: Pick<TicketMessage, 'id' | 'attachments' | 'html'>,
): Markup | '' {
  const files = message.attachments.filter((file) => !isEmbedded(message, file));
  if (files.length === 0) return '';
  const { title } = wordsOf(language).ticket.files;
  return html`<ul class="attached" aria-label="${title}">${files.map((file) => entry(language, message.id, file))}</ul>`;
}

function isEmbedded({ html: body }: Pick<TicketMessage, 'html'>, { contentId }: Attachment): boolean {
  return contentId !== null && body?.includes(`cid:${contentId}`) === true;
}

/** Where the bytes of a file are. */
export function filePath(
  message: string,
  { sha256, filename }: Pick<Attachment, 'sha256' | 'filename'>,
): string {
  return `/inbox/file/${message}/${sha256}/${encodeURIComponent(filename?.toWellFormed() ?? 'file')}`;
}

function entry(language: string, message: string, file: Attachment): Markup {
  const words = wordsOf(language).ticket.files;
  const path = filePath(message, file);
  const name = file.filename ?? words.unnamed;
  const shown = shownAs(file.contentType);
  return html`<li>${thumbnail(path, name, shown, file)}<span class="name" title="${name}"><bdi>${name}</bdi></span>
<span class="soft">${sizeText(language, file.size)}</span>
<span class="do">${shown === null ? '' : html`<a href="${path}" target="_blank" rel="noopener" aria-label="${words.preview}: ${name}">${words.preview}</a> `}<a href="${path}?download" download aria-label="${words.download}: ${name}">${words.download}</a></span></li>`;
}

function thumbnail(path: string, name: string, shown: Shown | null, { size }: Attachment): Markup {
  if (shown !== 'picture' || size > largestThumbnail)
    return html`<span class="kind" aria-hidden="true">${ending(name)}</span>`;
  return html`<a class="kind" href="${path}" target="_blank" rel="noopener" tabindex="-1" aria-hidden="true"><img src="${path}" alt="" loading="lazy"></a>`;
}

function ending(name: string): string {
  return /\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? '·';
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size as people say it: `1.4 MB`. */
export function sizeText(language: string, octets: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, octets)) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(octets / 1000 ** power);
}
