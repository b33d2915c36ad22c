/** The frame of every page. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type AssetName, assetPath } from '../assets.ts';
import { wordsOf } from '../words/words.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Frame {
  /** BCP 47, with the region where it is known: `en-GB`. */
  readonly language: string;
  readonly title: string;
  /** Name of the page’s kind, for styles: `list`, `ticket`, `login` … */
  readonly kind: string;
  readonly body: Markup;
  /** Beside those that all pages have. */
  readonly styles?: readonly AssetName[];
  readonly scripts?: readonly AssetName[];
}

/** A whole document. Scripts are ours alone and deferred; the page works as plain forms without them. */
export function page({ language, title, kind, body, styles = [], scripts = [] }: Frame): Markup {
  const sheets = (['inbox.css', ...styles] as const).map(
    (name) => html`<link rel="stylesheet" href="${assetPath(name)}">\n`,
  );
  const programs = (['htmx.js', 'dates.js', ...scripts] as const).map(
    (name) => html`<script src="${assetPath(name)}" defer></script>\n`,
  );
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="includeIndicatorCSS:false">
<title>${title} · Postern</title>
<link rel="icon" href="${assetPath('icon.svg')}">
${sheets}${programs}</head>
<body class="${kind}">
<a class="skip" href="#main">${wordsOf(language).skip}</a>
${body}
</body>
</html>`;
}
