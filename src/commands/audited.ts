/** Changes by command, with their trace in the audit trail. */
import { userInfo } from 'node:os';
import type { AuditDetail, AuditStore } from '../ports.ts';
import type { CommandContext } from './context.ts';

export interface Change {
  /** `ticket.close`, `mail.retry` … */
  readonly action: string;
  /** ID of what is changed. */
  readonly subject: string;
  readonly detail?: AuditDetail;
}

/** Who runs the command, as the audit trail names him: who became root by sudo is named by his own name. */
export function actorOf({ env }: Pick<CommandContext, 'env'>): string {
  return `command:${env['SUDO_USER'] ?? accountName()}`;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // A user ID without an account, as in containers.
  }
}

/**
 * Writes down what is about to be done, then does it: nothing is done that was not written down. Where it then was not
 * done (`false`, or an error), that is written down as well.
 */
export async function audited<T>(
  context: Pick<CommandContext, 'env'>,
  { audit }: { readonly audit: AuditStore },
  change: Change,
  work: () => Promise<T>,
): Promise<T> {
  const actor = actorOf(context);
  await audit.record({ actor, ...change });
  const undone = () =>
    audit.record({ actor, ...change, detail: { ...change.detail, outcome: 'was not done' } });
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await undone().catch(() => undefined); // The error itself tells more.
    throw error;
  }
  if (result === false) await undone();
  return result;
}
