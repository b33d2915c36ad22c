/** Transcripts of SMTP sessions as sendmail and its kin return them, where no section names the recipients. */
import type { Report } from './report.ts';

const addressee = /<([^<>\s@]{1,64}@[^<>\s@]{1,255})>/;

/**
 * The recipients of a transcript, each with what was said to it: the server's replies (`<<< 550 …`) since the last
 * verdict, and the verdict (`554 <ann@example.org>... Service unavailable`). Empty where the text holds no transcript,
 * or names the recipients in a section of its own.
 */
export function readTranscript(lines: readonly string[]): Report[] {
  const start = lines.findIndex((line) => /transcript of session follows/i.test(line));
  if (start < 0 || lines.some((line) => /addresses had [^\n]{0,40}errors/i.test(line))) return [];
  const reports = new Map<string, Report>();
  let replies: string[] = [];
  for (const line of lines.slice(start + 1, start + 2000).map((one) => one.trim())) {
    if (/^>>> ?(?:rcpt|mail|data|ehlo|helo)/i.test(line)) replies = [];
    if (/^<<< ?[45]\d\d/.test(line)) replies.push(line.slice(3).trim());
    const verdict = /^[45]\d\d[ -][^<]{0,20}(<[^<>\s]{3,320}>)\.\.\./.exec(line)?.[1];
    const recipient = addressee.exec(verdict ?? '')?.[1];
    if (recipient === undefined) continue;
    const key = recipient.toLowerCase();
    if (!reports.has(key)) {
      const diagnostic = [...new Set([...replies, line])].join(' ').slice(0, 1500);
      reports.set(key, { recipient, action: 'failed', status: null, diagnostic });
    }
    replies = [];
  }
  return [...reports.values()];
}
