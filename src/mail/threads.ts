/** Threads for work on many mails: each task has a deadline, and the threads a memory cap. */
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { takeTurns } from './turns.ts';

export interface ThreadsOptions {
  /** Module that exports the function `name`. */
  readonly module: URL;
  readonly name: string;
  /** How many, at most; they start when needed. */
  readonly count: number;
  /** Old generation of the heap of one thread, in MiB. */
  readonly memoryMb: number;
}

export interface Threads<Task, Result> {
  /**
   * Runs one task as soon as a thread is free; `deadlineMs` counts from then. Rejects where the task throws, dies, takes
   * longer, or `signal` aborts.
   */
  run(task: Task, limits: { deadlineMs: number; signal: AbortSignal }): Promise<Result>;
  close(): Promise<void>;
}

/** Of the running code: `.ts`, or `.js` where it was built. */
export const codeEnding = extname(import.meta.filename);

/** Makes them. */
export function makeThreads<Task, Result>(options: ThreadsOptions): Threads<Task, Result> {
  const pool = new Piscina({
    filename: options.module.href,
    name: options.name,
    minThreads: 0,
    maxThreads: options.count,
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb, maxYoungGenerationSizeMb: 16 },
  });
  // A thread that dies without a task makes this event; with nobody listening it would end the process.
  pool.on('error', () => undefined);
  const turns = takeTurns(options.count);
  return {
    run: (task, { deadlineMs, signal }) =>
      turns(async () => {
        signal.throwIfAborted();
        return pool.run(task, { signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]) });
      }),
    close: () => pool.destroy(),
  };
}
