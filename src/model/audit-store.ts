/** The audit trail. */

/** What more is to know about an entry of the audit trail: plain values under fixed names. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** `actor` did `action` to `subject`: `command:kim`, `ticket.close`, `48213-K7QF`. */
export interface NewAudit {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: AuditDetail;
}

export interface AuditEntry extends Required<NewAudit> {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly at: Date;
  /** Hash of the entry before; zeros before the first. */
  readonly prev: string;
  /** SHA-256, hex, over all of the above. */
  readonly hash: string;
}

export interface AuditQuery {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  /** Those with a lower number. */
  readonly before?: number;
  readonly limit?: number;
}

export interface AuditFault {
  readonly seq: number;
  readonly problem: string;
}

/** `head`: the last entry; who keeps it elsewhere can tell later whether the trail was cut off or written anew. */
export interface AuditVerdict {
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly faults: readonly AuditFault[];
}

/** Append-only and chained by hashes (DESIGN 5). Not for the way of a mail: entries are written one after the other. */
export interface AuditStore {
  /** Durable when it returns. */
  record(entry: NewAudit): Promise<AuditEntry>;
  /** The newest first. */
  list(query: AuditQuery): Promise<AuditEntry[]>;
  /** Follows the whole chain. */
  verify(): Promise<AuditVerdict>;
}
