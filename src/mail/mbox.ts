/** Mailbox files (RFC 4155): one mail after another, each behind a `From ` line. */

/** `From address date`, the date as asctime writes it; anything else that starts with `From ` is text. */
const separator = /^From \S.*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{4}/;
const longestSeparator = 500;

/** True where the bytes begin as a mailbox file does. */
export function isMbox(start: Uint8Array): boolean {
  const line = Buffer.from(start.subarray(0, longestSeparator)).toString('latin1').split('\n', 1)[0] ?? '';
  return separator.test(line);
}

/**
 * The mails of a mailbox file, in order, without their separators and with quoted `>From ` lines restored. Bytes are
 * kept as they are; at most one mail is in memory.
 */
export async function* splitMbox(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let mail: Uint8Array[] = [];
  let started = false;
  let afterBlank = true;
  for await (const line of lines(chunks)) {
    const text = Buffer.from(line.subarray(0, longestSeparator)).toString('latin1');
    if (afterBlank && separator.test(text)) {
      if (started) yield Buffer.concat(mail);
      mail = [];
      started = true;
    } else if (started) {
      mail.push(/^>+From /.test(text) ? line.subarray(1) : line);
    }
    afterBlank = text === '\n' || text === '\r\n';
  }
  if (started) yield Buffer.concat(mail);
}

/** Lines with their ends. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield held.length === 0
        ? chunk.subarray(start, end + 1)
        : Buffer.concat([...held, chunk.subarray(start, end + 1)]);
      held = [];
      start = end + 1;
    }
    if (start < chunk.length) held.push(chunk.subarray(start));
  }
  if (held.length > 0) yield Buffer.concat(held);
}
