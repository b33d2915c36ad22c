/** The sink's log: what left Postern, and what the clients of the run learn from it. */
import { open } from 'node:fs/promises';
import { z } from 'zod';

const lineSchema = z.object({
  at: z.number(),
  event: z.enum(['accepted', 'answered', 'refused']),
  to: z.string().default(''),
  messageId: z.string(),
  subject: z.string(),
  replyTo: z.string(),
  auto: z.string(),
});

/** `at` in ms of the epoch. `accepted` is written before the answer, `answered` after it. */
export type SunkLine = z.output<typeof lineSchema>;

/** A ticket that its requester and a member of staff were told of. */
export interface KnownTicket {
  readonly ticketId: string;
  readonly requester: string;
  readonly member: string;
  /** The lane that it was opened by, and the signed address that is the member's alone. */
  readonly lane: string;
  readonly staffAddress: string;
}

export interface SinkLog {
  /** All lines up to now. */
  read(): Promise<readonly SunkLine[]>;
}

/** Follows the log; lines that are read once are kept. */
export function followSink(file: string): SinkLog {
  const lines: SunkLine[] = [];
  let position = 0;
  return {
    async read() {
      const handle = await open(file);
      try {
        const { size } = await handle.stat();
        const { buffer } = await handle.read(Buffer.alloc(size - position), 0, size - position, position);
        // A line that is being written, or was when the sink was killed, counts when it is whole.
        const end = buffer.lastIndexOf('\n') + 1;
        position += end;
        lines.push(...buffer.toString('utf8', 0, end).split('\n').flatMap(parse));
      } finally {
        await handle.close();
      }
      return lines;
    },
  };
}

function parse(line: string): SunkLine[] {
  if (line === '') return [];
  const { success, data } = lineSchema.safeParse(JSON.parse(line));
  return success ? [data] : [];
}

/** Tickets whose receipt and notice have both arrived, in the order of their receipts. */
export function knownTickets(lines: readonly SunkLine[]): KnownTicket[] {
  const notices = new Map<string, SunkLine>();
  const receipts = new Map<string, SunkLine>();
  for (const line of lines) {
    const ticketId = /\[#(\d+-\w{4})\]/.exec(line.subject)?.[1];
    if (ticketId === undefined || line.event !== 'accepted') continue;
    if (line.auto === 'auto-replied') receipts.set(ticketId, line);
    if (line.auto === 'auto-generated') notices.set(ticketId, line);
  }
  return [...receipts].flatMap(([ticketId, receipt]) => {
    const notice = notices.get(ticketId);
    if (notice === undefined) return [];
    const lane = receipt.replyTo.replace(/\+[^@]*/, '');
    return [{ ticketId, requester: receipt.to, member: notice.to, lane, staffAddress: notice.replyTo }];
  });
}
