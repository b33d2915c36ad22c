/** Which of the mails that lie elsewhere are here: asked by what a header tells, or by identity. */
import type { Database } from './connect.ts';

export interface Outline {
  /** Without angle brackets. */
  readonly messageId: string;
  /** Octets. */
  readonly size: number;
}

/** Those of the keys under which a mail is durable. */
export async function knownKeys(
  { mails }: Pick<Database, 'mails'>,
  keys: readonly string[],
): Promise<Set<string>> {
  const found = mails.find({ key: { $in: [...keys] } }, { projection: { key: 1 } });
  return new Set(await found.map(({ key }) => key).toArray());
}

/**
 * Those of the outlines that a filed mail has: the same Message-ID and the same number of octets. What came another way, or
 * was not filed, is not among them and must be asked for by its key.
 */
export async function knownOutlines(
  { mails, messages }: Pick<Database, 'mails' | 'messages'>,
  outlines: readonly Outline[],
): Promise<boolean[]> {
  const messageIds = [...new Set(outlines.map(({ messageId }) => messageId))];
  const ids = await messages
    .find({ messageId: { $in: messageIds } }, { projection: { mail: 1 } })
    .map(({ mail }) => mail)
    .toArray();
  const rows = await mails
    .find(
      { _id: { $in: ids.filter((id) => id !== null) } },
      { projection: { _id: 0, messageId: 1, size: 1 } },
    )
    .map(({ messageId, size }) => `${messageId} ${size}`)
    .toArray();
  const known = new Set(rows);
  return outlines.map(({ messageId, size }) => known.has(`${messageId} ${size}`));
}
