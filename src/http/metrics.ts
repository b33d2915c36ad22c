/** `/metrics` for Prometheus, on a port of its own: what it tells is not for the public. */

import type { Log } from '../model/ports.ts';
import type { Metrics } from '../watching/metrics.ts';
import { makeApp } from './app.ts';
import { type Door, type Listening, listen } from './listen.ts';

export interface MetricsHttpOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Serves on this socket instead. */
  readonly door?: Door | undefined;
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>;
  readonly log: Log;
}

/** Starts the listener. Throws Failure `bad-settings` where the address cannot be listened on. */
export async function startMetricsHttp({
  host,
  port,
  door,
  metrics,
  log,
}: MetricsHttpOptions): Promise<Listening> {
  const app = makeApp(log);
  app.get('/metrics', async (c) =>
    c.body(await metrics.render(), 200, { 'Content-Type': metrics.contentType }),
  );
  return listen(app, host, port, door);
}
