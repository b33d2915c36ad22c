/** Styles and scripts of the pages, from our own origin, named by their content so that browsers keep them for good. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import type { Env } from './site.ts';

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly gzipped: Buffer<ArrayBuffer>;
}

const require = createRequire(import.meta.url);
const files = {
  'inbox.css': new URL('./assets/inbox.css', import.meta.url),
  'list.css': new URL('./assets/list.css', import.meta.url),
  'list.js': new URL('./assets/list.js', import.meta.url),
  'people.css': new URL('./assets/people.css', import.meta.url),
  'dates.js': new URL('./assets/dates.js', import.meta.url),
  'keys.js': new URL('./assets/keys.js', import.meta.url),
  'live.js': new URL('./assets/live.js', import.meta.url),
  'composer.css': new URL('./assets/composer.css', import.meta.url),
  'composer.js': new URL('./assets/composer.js', import.meta.url),
  'ticket.css': new URL('./assets/ticket.css', import.meta.url),
  'ticket.js': new URL('./assets/ticket.js', import.meta.url),
  'charts.css': new URL('./assets/charts.css', import.meta.url),
  'charts.js': new URL('./assets/charts.js', import.meta.url),
  'trace.css': new URL('./assets/trace.css', import.meta.url),
  'filter.css': new URL('./assets/filter.css', import.meta.url),
  'admin.css': new URL('./assets/admin.css', import.meta.url),
  'rules.css': new URL('./assets/rules.css', import.meta.url),
  'rules.js': new URL('./assets/rules.js', import.meta.url),
  'quarantine.css': new URL('./assets/quarantine.css', import.meta.url),
  'learning.css': new URL('./assets/learning.css', import.meta.url),
  'lists.css': new URL('./assets/lists.css', import.meta.url),
  'lists.js': new URL('./assets/lists.js', import.meta.url),
  'report.css': new URL('./assets/report.css', import.meta.url),
  'icon.svg': new URL('./assets/icon.svg', import.meta.url),
  'uplot.js': require.resolve('uplot/dist/uPlot.iife.min.js'),
  'uplot.css': require.resolve('uplot/dist/uPlot.min.css'),
  'htmx.js': require.resolve('htmx.org/dist/htmx.min.js'),
} as const;
export type AssetName = keyof typeof files;

const assets = Object.fromEntries(
  Object.entries(files).map(([name, file]) => [name, assetOf(name, readFileSync(file))]),
) as Record<AssetName, Asset>;

function assetOf(name: string, bytes: Buffer<ArrayBuffer>): Asset {
  const ending = name.slice(name.lastIndexOf('.') + 1) as keyof typeof types;
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { path: `/assets/${digest}/${name}`, type: types[ending], bytes, gzipped: gzipSync(bytes) };
}

/** Where a page finds it. */
export function assetPath(name: AssetName): string {
  return assets[name].path;
}

/** Adds `/assets/…`. */
export function addAssets(app: Hono<Env>): void {
  for (const { path, type, bytes, gzipped } of Object.values(assets)) {
    app.get(path, (c) => {
      const zipped = c.req.header('Accept-Encoding')?.includes('gzip') === true;
      return c.body(zipped ? gzipped : bytes, 200, {
        'Content-Type': type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        Vary: 'Accept-Encoding',
        ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
      });
    });
  }
}
