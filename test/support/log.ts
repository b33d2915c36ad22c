/** Logs for tests. */
import type { Log } from '../../src/model/ports.ts';

/** Keeps nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {}, debug() {} };

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error' | 'debug';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what is logged, for tests that read it. */
export function keptLog(): Log & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const at =
    (level: LogEntry['level']) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      entries.push({ level, event, fields });
    };
  return { entries, info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') };
}
