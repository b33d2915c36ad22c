/** A real Chromium for tests of pages. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const screens = join(import.meta.dirname, '../../docs/screens');

/** What hinders tests in a browser here; null where nothing does. */
export function browserMissing(): string | null {
  return programs.some((program) => existsSync(program)) ? null : 'chromium is not installed';
}

/** Starts one; tests of a file share it. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = programs.find((program) => existsSync(program));
  if (executablePath === undefined) throw new Error('chromium is not installed');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page said on its console, and errors in it. A test wants this empty. */
  readonly complaints: string[];
}

/** Somebody at a screen of his own: no cookies of others. */
export async function visit(
  browser: Browser,
  base: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const viewport = { width: 1280, height: 860 };
  const context = await browser.newContext({ baseURL: base, viewport, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA on the page, as lines: rule, help, where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[] }[] }[] }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags, iframes: false });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
    );
  });
}

/** Keeps a picture of the page for the docs, where POSTERN_SCREENS is set; else it costs nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['POSTERN_SCREENS'] === undefined) return;
  await mkdir(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`), animations: 'disabled' });
}
