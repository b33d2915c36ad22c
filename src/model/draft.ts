/** What somebody has begun to write on a ticket. */
import type { Upload } from './inbox.ts';
import type { TicketState } from './ticket.ts';

/** An unfinished answer, kept on the server: one for each agent, ticket and kind. */
export interface Draft {
  readonly id: string;
  readonly agent: string;
  readonly ticket: string;
  readonly kind: 'reply' | 'note' | 'forward';
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Upload[];
  /** The newest message that was there when it was begun: to warn of crossing answers. */
  readonly seen: string | null;
  /** The one that is forwarded. */
  readonly message?: string | null;
  /** Whether its attachments go on with it. */
  readonly carry?: boolean;
  /** State of the ticket once it is answered. */
  readonly then?: TicketState;
  readonly updatedAt: Date;
}

type Written = Pick<Draft, 'text' | 'attachments'>;

/** Two drafts of one kind as one: a text below the other, and each file once. */
export function joinedDrafts(first: Written, second: Written): Written {
  const text = [first.text, second.text].filter((each) => each.trim() !== '').join('\n\n');
  const files = [...first.attachments, ...second.attachments];
  const attachments = files.filter(
    ({ sha256 }, at) => files.findIndex((other) => other.sha256 === sha256) === at,
  );
  return { text, attachments };
}
