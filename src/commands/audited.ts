/** Changes by command, with their trace in the audit trail. */
import { userInfo } from 'node:os';
import { traced } from '../desk/traced.ts';
import type { AuditDetail, AuditStore } from '../model/audit-store.ts';
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

/** Does it with its trace: by whoever runs the command. See `traced`. */
export function audited<T>(
  context: Pick<CommandContext, 'env'>,
  { audit }: { readonly audit: AuditStore },
  change: Change,
  work: () => Promise<T>,
): Promise<T> {
  return traced(audit, { actor: actorOf(context), ...change }, work);
}
