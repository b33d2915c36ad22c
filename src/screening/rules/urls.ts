/** Addresses of web pages in a mail, and their hosts. Pure; linear in the size of the mail. */
import { getDomain } from 'tldts';
import type { Mail } from '../../mail/mail.ts';

/** Characters of each body, and so many URLs of so many characters, are looked at. */
const mostText = 1_000_000;
const mostUrls = 1000;
const mostLength = 2000;

/** Each URL once, in text and HTML (links and pictures), as it is written there. */
export function urlsOf({ text, html }: Pick<Mail, 'text' | 'html'>): string[] {
  const found = new Set<string>();
  const inText = text.slice(0, mostText).matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"'`()[\]{}|\\^]+/gi);
  const inHtml = (html ?? '').slice(0, mostText).matchAll(/\b(?:href|data-src|src)="(https?:[^"]+)"/gi);
  for (const match of [...inText, ...inHtml]) {
    if (found.size >= mostUrls) break;
    const url = (match[1]?.replaceAll('&amp;', '&') ?? match[0].replace(/[.,;:!?…]+$/, '')).slice(
      0,
      mostLength,
    );
    found.add(/^www\./i.test(url) ? `http://${url}` : url);
  }
  return [...found];
}

/** Hosts of URLs, and the domains that they were registered under; lower case, in ASCII. */
export function domainsOf(urls: readonly string[]): string[] {
  const names = urls.flatMap((url) => {
    const host = URL.parse(url)?.hostname.replace(/\.$/, '') ?? '';
    return host === '' ? [] : [host, getDomain(host) ?? host];
  });
  return [...new Set(names)];
}
