/** Which files a browser may show from our origin. Everything else is a download: HTML and SVG can hold scripts. */

export type Shown = 'picture' | 'pdf' | 'text';

const pictures = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/webp', 'image/bmp']);
const texts = /^(?:text\/(?:plain|csv|markdown|x-log|x-diff|tab-separated-values)|application\/json)$/;

/** How a file of that content type is shown; null: it is not. */
export function shownAs(contentType: string): Shown | null {
  const type = contentType.trim().toLowerCase();
  if (pictures.has(type)) return 'picture';
  if (type === 'application/pdf') return 'pdf';
  return texts.test(type) ? 'text' : null;
}

/** The content type that the file is sent with, for the browser to believe (`nosniff`). */
export function safeType(contentType: string): string {
  const type = contentType.trim().toLowerCase();
  switch (shownAs(type)) {
    case 'picture':
      return type === 'image/jpg' ? 'image/jpeg' : type;
    case 'pdf':
      return type;
    case 'text':
      return 'text/plain; charset=utf-8';
    case null:
      return 'application/octet-stream';
  }
}

/** The name behind which a file is saved (RFC 6266, with the plain form for old programs). */
export function disposition(kind: 'inline' | 'attachment', filename: string | null): string {
  const name = filename?.toWellFormed() ?? 'file';
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const coded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${coded}`;
}
