/** Where people reach our pages. */
import type { Settings } from './schema.ts';

/** For links in mail: `http.url`, or made of host and port. Without a slash at its end. */
export function webUrl({ url, host, port }: Pick<Settings['http'], 'url' | 'host' | 'port'>): string {
  return (url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/+$/, '');
}
