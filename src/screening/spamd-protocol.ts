/** The protocol of SpamAssassin’s daemon, SPAMC/1.5 (spamd/PROTOCOL in its sources): one question a connection. */
import { connect } from 'node:net';
import { Failure } from '../failure.ts';

/** A socket’s path, or host and port. */
export type SpamdPlace = { readonly path: string } | { readonly host: string; readonly port: number };

export interface SpamdQuestion {
  readonly command: 'PING' | 'REPORT' | 'TELL';
  /** Safe to send: printable ASCII. */
  readonly fields: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SpamdAnswer {
  /** 0 is success; the others are those of sysexits.h: 74 and 75 ask to try again. */
  readonly code: number;
  readonly words: string;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Octets. Reports of mails with hundreds of rules stay far below. */
const maxAnswer = 1_048_576;

/** Asks, bounded in time and size. Throws Failure `scorer-unavailable` with what went wrong. */
export async function askSpamd(
  place: SpamdPlace,
  question: SpamdQuestion,
  timeoutMs: number,
): Promise<SpamdAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const socket = connect(place);
  const abort = () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`));
  signal.addEventListener('abort', abort);
  try {
    socket.end(written(question));
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of socket) {
      size += chunk.length;
      if (size > maxAnswer) throw new Error('the answer is too long');
      chunks.push(chunk);
    }
    const answer = readAnswer(Buffer.concat(chunks).toString('latin1'));
    if (answer === null) throw new Error('spamd answered in another language');
    return answer;
  } catch (error) {
    throw new Failure('scorer-unavailable', words(error));
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

/** Connection errors to a name with several addresses have their text in the code alone. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}

function written({ command, fields, body }: SpamdQuestion): Uint8Array {
  const lines = [
    `${command} SPAMC/1.5`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    `Content-length: ${body.byteLength}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** An answer as it came over the line; null where it is none, or not whole. */
export function readAnswer(text: string): SpamdAnswer | null {
  const [, code, told = ''] = /^SPAMD\/\d\.\d (\d{1,3}) ?([^\r\n]*)\r\n/.exec(text) ?? [];
  if (code === undefined) return null;
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const fields = new Map<string, string>();
  for (const line of head.split('\r\n').slice(1)) {
    const [, name, value = ''] = /^([A-Za-z-]{1,40}):(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name.toLowerCase(), value.trim());
  }
  const body = end < 0 ? '' : text.slice(end + 4);
  const length = fields.get('content-length');
  const whole = length === undefined || (/^\d{1,9}$/.test(length) && body.length >= Number(length));
  return whole ? { code: Number(code), words: told, fields, body } : null;
}

export interface SpamdVerdict {
  readonly isSpam: boolean;
  readonly score: number;
  readonly threshold: number;
}

/** The field `Spam: True ; 15.2 / 5.0`; null where it says something else. */
export function readVerdict(field: string): SpamdVerdict | null {
  const number = '(-?\\d{1,9}(?:\\.\\d{1,9})?)';
  const [, word = '', score, threshold] =
    new RegExp(`^(true|false|yes|no) ?; ?${number} ?/ ?${number}$`, 'i').exec(field) ?? [];
  if (score === undefined) return null;
  const isSpam = /^(?:true|yes)$/i.test(word);
  return { isSpam, score: Number(score), threshold: Number(threshold) };
}

/**
 * Rules and their points from the table of a report. It stands behind the last line of dashes: the preview of the mail comes
 * before, and its author may have drawn a table of his own.
 */
export function firedRules(report: string): { name: string; score: number; options: string[] }[] {
  const lines = report.split(/\r?\n/);
  const from = lines.findLastIndex((line) => /^-{3,10} -{10,40} -{10,80}$/.test(line.trimEnd()));
  if (from < 0) return [];
  return lines.slice(from + 1, from + 1 + mostRules).flatMap((line) => {
    const [, score, name] =
      /^ {0,4}(-?\d{1,4}(?:\.\d{1,4})?) ([A-Z_][A-Z0-9_]{0,99})(?: |$)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, score: Number(score), options: [] }];
  });
}

const mostRules = 1000;
