/** The child process of the fuzz run: reads each mail that it is sent, and tells how that went. */
import { z } from 'zod';
import { readMail } from '../../src/mail/read.ts';

const task = z.object({ raw: z.instanceof(Uint8Array) });

export const outcomeSchema = z.object({
  /** Processor time of this process, so that a busy machine does not count. */
  ms: z.number(),
  /** Resident set, MiB. */
  rss: z.number(),
  /** What was thrown; null where nothing was. */
  error: z.string().nullable(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

function read(raw: Uint8Array): Outcome {
  const before = process.cpuUsage();
  let error: string | null = null;
  try {
    readMail(raw, null);
  } catch (caught) {
    error = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, rss: Math.round(process.memoryUsage.rss() / 1_048_576), error };
}

process.on('message', (message: unknown) => {
  process.send?.(read(task.parse(message).raw));
});
