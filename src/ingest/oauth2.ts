/** Access tokens for mailboxes that take OAuth 2.0 instead of a password (RFC 6749; RFC 7628 says how IMAP uses them). */
import { z } from 'zod';
import type { ImapAccount } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { MailboxStore } from '../model/node-store.ts';

export type OAuth2Settings = NonNullable<ImapAccount['oauth2']>;

export interface AccessToken {
  readonly token: string;
  /** Epoch ms: from here on a new one is asked for, and a session that uses this one is to be renewed. */
  readonly renewAt: number;
}

export interface TokenSource {
  /**
   * A token that is good for a while yet; callers at the same time share one request. Throws Failure `bad-settings`
   * where only a person can help (authorise again), `mailbox-unavailable` where waiting can.
   */
  accessToken(): Promise<AccessToken>;
  /** Forgets the token: the server refused it. */
  forget(): void;
}

export interface TokenDeps {
  readonly account: string;
  readonly settings: OAuth2Settings;
  readonly mailboxes: Pick<MailboxStore, 'refreshToken' | 'saveRefreshToken'>;
  readonly clock: () => Date;
  /** Longest wait for the token endpoint. */
  readonly timeoutMs: number;
}

/** RFC 6749, 5.1. Some providers send the lifetime as a string; one that is left out is taken as an hour. */
const grantSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3600),
  refresh_token: z.string().min(1).optional(),
});
type Grant = z.output<typeof grantSchema>;

/** RFC 6749, 5.2. `error_description` may hold account data: it is not read. */
const refusalSchema = z.object({ error: z.string().regex(/^[\w.-]{1,60}$/) });

/** Errors that pass by themselves, where a provider gives them with status 400. */
const temporary: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

/** Part of its lifetime after which a token is renewed. */
const renewAfter = 0.8;
/** A shorter life than this is not believed: renewing would spin. */
const shortestUseMs = 1000;
/** A provider's answer is small; a larger one is not read. */
const maxAnswer = 65_536;

/** Keeps the access token of one account fresh. Tokens and secrets are never logged and in no message. */
export function createTokenSource(deps: TokenDeps): TokenSource {
  let current: AccessToken | null = null;
  let held: string | null = null;
  let pending: Promise<AccessToken> | null = null;

  const renew = async (): Promise<AccessToken> => {
    const askedAt = deps.clock().getTime();
    const { grant, refresh } = await obtain(deps, held);
    if (refresh !== null) {
      // Kept here first: a provider that rotates may have revoked the old one already.
      held = refresh;
      await deps.mailboxes.saveRefreshToken(deps.account, refresh);
    }
    current = {
      token: grant.access_token,
      renewAt: askedAt + Math.max(grant.expires_in * 1000 * renewAfter, shortestUseMs),
    };
    return current;
  };

  return {
    accessToken: async () => {
      if (current !== null && deps.clock().getTime() < current.renewAt) return current;
      pending ??= renew().finally(() => {
        pending = null;
      });
      return await pending;
    },
    forget: () => {
      current = null;
    },
  };
}

/**
 * The stored refresh token is newer than the one in the settings, unless somebody has authorised anew: so the latter is
 * tried where the former is refused, and kept where it works. `held` is one that may not have been stored yet;
 * `refresh` one that is to be stored.
 */
async function obtain(
  deps: TokenDeps,
  held: string | null,
): Promise<{ grant: Grant; refresh: string | null }> {
  const { settings, mailboxes, account } = deps;
  if (settings.refreshToken === undefined) {
    const grant = await request(deps, { grant_type: 'client_credentials' });
    if (grant === null) throw authoriseAgain();
    return { grant, refresh: null };
  }
  const stored = await mailboxes.refreshToken(account);
  const candidates = new Set([held, stored, settings.refreshToken]);
  for (const token of candidates) {
    if (token === null) continue;
    const grant = await request(deps, { grant_type: 'refresh_token', refresh_token: token });
    if (grant === null) continue;
    const refresh = grant.refresh_token ?? token;
    return { grant, refresh: refresh === (stored ?? settings.refreshToken) ? null : refresh };
  }
  throw authoriseAgain();
}

/** One request to the token endpoint; null where it refuses the grant itself (`invalid_grant`). */
async function request(deps: TokenDeps, parameters: Record<string, string>): Promise<Grant | null> {
  const { status, body } = await post(deps, parameters);
  if (status === 200) {
    const parsed = grantSchema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new Failure('mailbox-unavailable', 'the token endpoint gave an answer without an access token');
  }
  const refusal = refusalSchema.safeParse(body);
  const why = refusal.success ? refusal.data.error : `HTTP ${status}`;
  if (status === 429 || status >= 500 || !refusal.success || temporary.has(why)) {
    throw new Failure('mailbox-unavailable', `the token endpoint asks to wait (${why})`);
  }
  if (why === 'invalid_grant') return null;
  throw new Failure(
    'bad-settings',
    `the token endpoint refuses the application (${why}): check clientId, clientSecret and scope`,
  );
}

function authoriseAgain(): Failure {
  return new Failure(
    'bad-settings',
    'the provider no longer accepts the authorisation (invalid_grant): authorise the mailbox again and set a new refresh token',
  );
}

async function post(
  { settings, timeoutMs }: TokenDeps,
  parameters: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const form = new URLSearchParams({ ...parameters, client_id: settings.clientId });
  if (settings.clientSecret !== undefined) form.set('client_secret', settings.clientSecret);
  if (settings.scope !== undefined) form.set('scope', settings.scope);
  try {
    const response = await fetch(settings.tokenUrl, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: parseJson(await readText(response)) };
  } catch (error) {
    // The cause of a failed fetch names host and port at most, never what was posted.
    throw new Failure('mailbox-unavailable', 'the token endpoint cannot be reached', error);
  }
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxAnswer) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
