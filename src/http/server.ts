/** The HTTP server: health, and the pages on top. */
import type { Hono } from 'hono';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import { within } from '../within.ts';
import { makeApp } from './app.ts';
import type { Health, Readiness } from './health.ts';
import { type Door, type Listening, listen } from './listen.ts';
import { addPages, headersByPath } from './pages.ts';
import type { Env, Site } from './site.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Serves on this socket instead. */
  readonly door?: Door | undefined;
  readonly health: Health;
  /** Without it there are no pages. */
  readonly site?: Site;
  readonly log: Log;
  /** Longest time for an answer on readiness, in milliseconds. Default 5000. */
  readonly readyMs?: number;
}

async function readiness(health: Health, log: Log, ms: number): Promise<Readiness> {
  const failing = (why: string): Readiness => ({ ok: false, checks: { readiness: why } });
  try {
    return await within(ms, health.ready(), () => failing(`no answer within ${ms} ms`));
  } catch (error) {
    log.error('readiness check failed', { error: describe(error) });
    return failing('failed');
  }
}

/** Adds `/healthz` (this process answers) and `/readyz` (mail can be taken; 503 with the parts that fail). */
function addHealth(app: Hono<Env>, { health, log, readyMs = 5000 }: HttpOptions): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/readyz', async (c) => {
    const { ok, checks } = await readiness(health, log, readyMs);
    const status = ok ? 'ok' : 'unavailable';
    return c.json({ status, checks }, ok ? 200 : 503, { 'Cache-Control': 'no-store' });
  });
}

/** Starts the HTTP server. Throws Failure `bad-settings` where the address cannot be listened on. */
export async function startHttp(options: HttpOptions): Promise<Listening> {
  const app = makeApp<Env>(options.log, headersByPath);
  addHealth(app, options);
  const endLines = options.site === undefined ? null : addPages(app, options.site);
  const listening = await listen(app, options.host, options.port, options.door);
  return {
    ...listening,
    async close() {
      endLines?.();
      await listening.close();
    },
  };
}
