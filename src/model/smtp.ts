/** What the SMTP listener tells of itself: the limits that clients reach, how loaded it is, what it turned down. */
import type { Envelope, Source } from './facts.ts';

/**
 * The limits by name, with what a client is told that reaches one; docs/limits.md lists them. Reply code, enhanced status
 * code and text (RFC 5321, 4.2; RFC 3463). 421 and 554 5.5.0 also close the connection.
 */
export const limitReplies = {
  blocked: [421, '4.7.0', 'Mail from your network is not taken for now, try again later'],
  connections: [421, '4.3.2', 'Too many connections, try again later'],
  'connections-per-address': [421, '4.7.0', 'Too many connections from you, try again later'],
  'connection-rate': [421, '4.7.0', 'Too many connections from you in a minute, try again later'],
  busy: [421, '4.3.2', 'Busy, try again later'],
  overloaded: [451, '4.3.2', 'Overloaded, only answers to tickets are taken now, try again later'],
  'early-talker': [421, '4.7.0', 'You talk too soon'],
  pipelining: [554, '5.5.0', 'Commands out of step: wait for the reply to EHLO and DATA'],
  'not-smtp': [421, '4.7.0', 'This is a mail server'],
  'command-length': [421, '4.7.0', 'Command line too long'],
  'junk-commands': [421, '4.7.0', 'Too many commands without a mail'],
  'bad-commands': [421, '4.7.0', 'Too many errors'],
  idle: [421, '4.4.2', 'Timeout, closing connection'],
  'mails-per-connection': [421, '4.7.0', 'Too many mails on one connection, connect again'],
  'mail-rate': [450, '4.7.1', 'Too many mails from you in a minute, try again later'],
  recipients: [452, '4.5.3', 'Error: too many recipients'],
  'recipients-per-connection': [421, '4.7.0', 'Too many recipients on one connection, connect again'],
  'recipient-rate': [450, '4.7.1', 'Too many recipients from you in a minute, try again later'],
  'unknown-recipients': [421, '4.7.0', 'Too many unknown recipients'],
  transaction: [421, '4.4.2', 'The mail took too long'],
  'data-time': [421, '4.4.2', 'The mail took too long'],
  'data-rate': [421, '4.4.2', 'The mail comes in too slowly'],
  'bytes-in-flight': [452, '4.3.1', 'Too much mail at once, try again later'],
  'header-size': [552, '5.3.4', 'Error: the header is too large'],
  'header-line': [552, '5.3.4', 'Error: a line of the header is too long'],
  'header-fields': [554, '5.6.0', 'Error: the header has too many fields'],
  hops: [554, '5.4.6', 'Too many hops, mail is looping'],
} as const satisfies Record<string, readonly [reply: number, status: string, text: string]>;
export type LimitName = keyof typeof limitReplies;

/** The lightest first. */
export const loads = ['normal', 'busy', 'overloaded'] as const;
export type Load = (typeof loads)[number];

/** What was refused, as far as it was told by then. */
export interface TurnedDown {
  readonly source: Source;
  readonly envelope: Envelope;
  /** As the client got it: `550 5.1.1 No such address here`. */
  readonly reply: string;
  readonly limit: LimitName | null;
}
