/** All that can be fuzzed. */
import { bounces } from './bounces.ts';
import { dns } from './dns.ts';
import { headers } from './headers.ts';
import { http } from './http.ts';
import { imap } from './imap.ts';
import { long } from './long.ts';
import { mailboxes } from './mailboxes.ts';
import { mime } from './mime.ts';
import { rspamd } from './rspamd.ts';
import { settings } from './settings.ts';
import { smtp } from './smtp.ts';
import type { Target } from './target.ts';
import { tokens } from './tokens.ts';

export const targets: readonly Target[] = [
  smtp,
  headers,
  long,
  mime,
  bounces,
  tokens,
  settings,
  mailboxes,
  http,
  imap,
  rspamd,
  dns,
];
