/**
 * Failures that Postern expects. Each says whether trying again can help (RFC 3463 class 4 or 5), what the public
 * may read, and, apart from it, the cause for our own log.
 */

/** A closed set: who handles a failure may switch over it. */
export type FailureCode =
  | 'bad-address'
  | 'bad-settings'
  | 'bad-usage'
  | 'conflict'
  | 'delivery-failed'
  | 'forbidden'
  | 'mail-too-big'
  | 'mailbox-unavailable'
  | 'not-found'
  | 'not-ours'
  | 'overloaded'
  | 'policy'
  | 'rejected'
  | 'scorer-unavailable'
  | 'shutting-down'
  | 'stale'
  | 'store-full'
  | 'store-unavailable'
  | 'unreadable';

/** Enhanced status code (RFC 3463) and basic reply code (RFC 5321, 4.2) of each failure, where it is told over SMTP. */
const replies: Record<FailureCode, readonly [reply: number, status: string]> = {
  'bad-address': [553, '5.1.3'],
  'bad-settings': [554, '5.3.5'],
  'bad-usage': [554, '5.5.4'],
  conflict: [554, '5.5.0'],
  'delivery-failed': [451, '4.4.0'],
  forbidden: [550, '5.7.1'],
  'mail-too-big': [552, '5.3.4'],
  'mailbox-unavailable': [451, '4.2.0'],
  'not-found': [550, '5.1.1'],
  'not-ours': [550, '5.1.1'],
  overloaded: [451, '4.3.2'],
  policy: [550, '5.7.1'],
  rejected: [550, '5.7.1'],
  'scorer-unavailable': [451, '4.7.1'],
  'shutting-down': [421, '4.3.2'],
  stale: [554, '5.5.0'],
  'store-full': [452, '4.3.1'],
  'store-unavailable': [451, '4.3.0'],
  unreadable: [554, '5.6.0'],
};

/** An expected failure. `message` is public: it never names hosts, credentials or content. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** SMTP reply code, three digits. */
  readonly reply: number;
  /** Enhanced status code, `class.subject.detail`. */
  readonly status: string;

  constructor(code: FailureCode, publicText: string, cause?: unknown) {
    super(publicText, cause === undefined ? undefined : { cause });
    this.code = code;
    [this.reply, this.status] = replies[code];
  }

  /** True where the same attempt may succeed later (RFC 3463, class 4). */
  get temporary(): boolean {
    return this.status.startsWith('4');
  }
}

/** The text of any thrown value and its causes, for our own log; never for the public. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
