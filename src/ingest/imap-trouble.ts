/** What can go wrong with a mailbox, in words for the person who has to mend it: pure. */
import type { ImapFlowError } from 'imapflow/lib/errors';
import type { ImapAccount } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';

export type TroubleKind =
  | 'login-refused'
  | 'not-authorised'
  | 'login-postponed'
  | 'mailbox-missing'
  | 'said-bye'
  | 'dropped'
  | 'silent'
  | 'unreachable'
  | 'no-tls'
  | 'store'
  | 'refused'
  | 'unexpected';

/** A named trouble. `message` says what it is and what to do; it holds no secret. */
export class MailboxTrouble extends Error {
  override readonly name = 'MailboxTrouble';
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, words: string, cause?: unknown) {
    super(words, { cause });
    this.kind = kind;
  }
}

/** Login was refused because of something that passes (RFC 5530; Exchange has its own words). */
const passing = /^(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)$/;
const exchangeThrottle = /authenticated but not connected/i;
const silentCodes = new Set([
  'ETIMEDOUT',
  'ETIMEOUT',
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
  'UPGRADE_TIMEOUT',
]);
const unreachableCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const tlsCodes =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ClosedAfterConnectTLS|STARTTLS)/;
const droppedCodes = /^(NoConnection|EConnectionClosed|ClosedAfterConnect|ECONNRESET|ECONNABORTED|EPIPE)/;

/**
 * Names what was thrown while working on the account's mailbox. `bye` holds the reason of the server's BYE where it sent
 * one (RFC 9051, 7.1.5).
 */
export function nameTrouble(error: unknown, account: ImapAccount, bye: string | null): MailboxTrouble {
  if (error instanceof MailboxTrouble) return error;
  if (error instanceof Failure) return nameFailure(error);
  if (!(error instanceof Error)) return new MailboxTrouble('unexpected', String(error));
  const [kind, words] = classify(error, `${account.host}:${account.port}`, account, bye);
  return new MailboxTrouble(kind, words, error);
}

function nameFailure(failure: Failure): MailboxTrouble {
  if (failure.code === 'bad-settings') return new MailboxTrouble('not-authorised', failure.message, failure);
  if (failure.code === 'mailbox-unavailable') {
    return new MailboxTrouble('login-postponed', describe(failure), failure);
  }
  const words = `mail cannot be taken now (${failure.message}): it stays in the mailbox and is fetched later`;
  return new MailboxTrouble('store', words, failure);
}

function classify(
  error: ImapFlowError,
  server: string,
  account: ImapAccount,
  bye: string | null,
): readonly [TroubleKind, string] {
  const code = error.code ?? '';
  const said = clip(serverWords(error));
  if (error.authenticationFailed === true) {
    return passing.test(error.serverResponseCode ?? '') || exchangeThrottle.test(said)
      ? ['login-postponed', `${server} lets ${account.user} in only later${said}`]
      : ['login-refused', `${server} refuses the login of ${account.user}${said}: ${loginAdvice(account)}`];
  }
  if (error.mailboxMissing === true) {
    return [
      'mailbox-missing',
      `there is no mailbox “${account.mailbox}” on ${server}: create it, or correct the setting`,
    ];
  }
  if (error.tlsFailed === true || tlsCodes.test(code)) {
    return ['no-tls', `no TLS with ${server} (${error.message}): check its certificate, port and \`secure\``];
  }
  if (bye !== null) return ['said-bye', `${server} closed the connection${clip(bye)}; it is tried again`];
  if (silentCodes.has(code)) return ['silent', `${server} does not answer; it is tried again`];
  if (unreachableCodes.has(code)) {
    return ['unreachable', `${server} cannot be reached (${code}): check host, port and network`];
  }
  if (droppedCodes.test(code)) return ['dropped', `the connection to ${server} broke; it is tried again`];
  if (error.responseStatus !== undefined) {
    return ['refused', `${server} refuses a command${said}; it is tried again`];
  }
  return ['unexpected', `${describe(error)}; it is tried again`];
}

function loginAdvice(account: ImapAccount): string {
  return account.oauth2 === undefined
    ? 'check user and password, and that the account may use IMAP'
    : 'check user, scope, and that the application may use IMAP';
}

function serverWords(error: ImapFlowError): string {
  if (typeof error.responseText === 'string') return error.responseText;
  return typeof error.response === 'string' ? error.response : '';
}

function clip(words: string): string {
  const line = words.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
  return line === '' ? '' : ` (${line.slice(0, 160)})`;
}
