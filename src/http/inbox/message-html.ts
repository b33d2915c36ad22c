/** The formatted form of a mail as a document of its own. Pure; the HTML was made safe when the mail was read. */

export interface BodyOptions {
  /** Address of the picture with that Content-ID; null where the mail holds none. */
  pictureOf(contentId: string): string | null;
  /** Pictures from elsewhere are fetched. */
  readonly remote: boolean;
  /** What was quoted is folded where its beginning is marked. */
  readonly fold: boolean;
  readonly language: string;
  readonly words: { readonly remote: string; readonly showRemote: string; readonly quoted: string };
}

const styles = `:root{color-scheme:light}html{background:#fff;color:#1d232b}
body{margin:0;padding:.25rem;font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
img{max-width:100%}pre{white-space:pre-wrap}table{max-width:100%}blockquote{margin:.5em 0 .5em .25em;padding-left:.75em;border-left:2px solid #c4cad4}
.postern-bar{font-size:12px;color:#444c57;background:#f2f4f7;border-radius:4px;padding:6px 8px;margin:0 0 8px}
.postern-fold{display:block;margin:8px 0;font-size:12px;color:#444c57}
body:has(#postern-quoted:not(:checked)) :is([data-quoted],[data-quoted=rest]~*,:has([data-quoted=rest])~*:not(.postern-fold)){display:none}`;

/** A whole document. Its style is that of a sheet of paper: what mails are written for. */
export function bodyDocument(sanitised: string, options: BodyOptions): string {
  const { words, language, remote, fold } = options;
  const inner = withRemote(withPictures(marked(sanitised), options), remote);
  const blocked = !remote && /<img\b[^>]*\sdata-src="https:/i.test(sanitised);
  const bar = blocked
    ? `<p class="postern-bar">${words.remote} <a href="?images=1" rel="nofollow">${words.showRemote}</a></p>`
    : '';
  const quoted =
    fold && inner.includes('data-quoted')
      ? `<label class="postern-fold"><input type="checkbox" id="postern-quoted"> ${words.quoted}</label>`
      : '';
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>Mail</title><meta name="referrer" content="no-referrer"><style>${styles}</style></head>
<body>${bar}<div dir="auto">${inner}</div>${quoted}</body></html>`;
}

/** `cid:` addresses (RFC 2392) become those of our file route. */
function withPictures(sanitised: string, { pictureOf }: BodyOptions): string {
  return sanitised.replace(/(<img\b[^>]*?\ssrc=")cid:([^"]*)"/gi, (_, before: string, id: string) => {
    const path = pictureOf(decoded(id));
    return path === null ? `${before}data:,"` : `${before}${path}"`;
  });
}

function decoded(id: string): string {
  const plain = id.replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

function withRemote(sanitised: string, remote: boolean): string {
  if (!remote) return sanitised;
  return sanitised.replace(
    /(<img\b[^>]*?\s)data-src="(https:[^"]*)"/gi,
    '$1src="$2" referrerpolicy="no-referrer" loading="lazy"',
  );
}

/** Quotes that are told by their look where their names are gone: Outlook’s ruled header, and indented mails. */
function marked(sanitised: string): string {
  return sanitised
    .replace(
      /<div(?=[^>]*\sstyle="[^"]*border-top:\s*(?:solid|1(?:\.0)?pt)[^"]*")[^>]*>/i,
      (tag, at: number) =>
        isMailHeader(sanitised.slice(at, at + 3000)) ? `${tag.slice(0, -1)} data-quoted="rest">` : tag,
    )
    .replace(
      /<blockquote\b(?=[^>]*(?:type="cite"|border-left:[^"]*1px))/gi,
      '<blockquote data-quoted="self"',
    );
}

/** Lines such as `From: Ann <ann@example.com>`, three at the least, stand first, in whatever language. */
function isMailHeader(part: string): boolean {
  const lines = part
    .replace(/<(?:br|\/p|\/div)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 3);
  return lines.length === 3 && lines.every((line) => /^[^\s:：][^:：]{0,30}[:：]/.test(line));
}
