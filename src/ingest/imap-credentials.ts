/** What an account logs in with: its password, or an access token that is kept fresh. */
import type { ImapAccount } from '../config/schema.ts';
import type { MailboxStore } from '../model/node-store.ts';
import { createTokenSource } from './oauth2.ts';

export type Credentials = { readonly password: string } | { readonly accessToken: string };

export interface CredentialSource {
  /** `renewAt` (epoch ms) is when a session that uses them is to end; null: never. Throws Failure (see TokenSource). */
  get(): Promise<{ readonly credentials: Credentials; readonly renewAt: number | null }>;
  /** The server refused them. */
  refused(): void;
}

/** Longest wait for a token endpoint. */
const tokenTimeoutMs = 10_000;

/** The credentials of one account. */
export function credentialsOf(
  account: ImapAccount,
  deps: { readonly mailboxes: MailboxStore; readonly clock: () => Date },
): CredentialSource {
  const { name, password, oauth2 } = account;
  if (oauth2 === undefined) {
    const credentials = { password: password ?? '' };
    return { get: async () => ({ credentials, renewAt: null }), refused: () => undefined };
  }
  const { mailboxes, clock } = deps;
  const tokens = createTokenSource({
    account: name,
    settings: oauth2,
    mailboxes,
    clock,
    timeoutMs: tokenTimeoutMs,
  });
  return {
    get: async () => {
      const { token, renewAt } = await tokens.accessToken();
      return { credentials: { accessToken: token }, renewAt };
    },
    refused: tokens.forget,
  };
}
