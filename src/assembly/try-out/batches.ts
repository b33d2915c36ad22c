/** Past mail in pieces that one task can bear, with what staff said of it. */
import type { Judgement } from '../../model/judgements.ts';
import type { Store } from '../../model/ports.ts';
import type { PastMail, PastSpan } from '../../model/try-out.ts';

export interface BatchMail {
  readonly past: PastMail;
  /** Null where nothing of it is asked, or where the bytes are gone. */
  readonly raw: Uint8Array | null;
  /** Whether its sender was known when it came; null where nobody asks now. */
  readonly known: boolean | null;
}

/** What the rules of a draft ask for. */
export interface Asks {
  bytes(past: PastMail): boolean;
  readonly known: boolean;
}

export interface Batch {
  readonly mails: readonly BatchMail[];
  readonly judgements: ReadonlyMap<string, Judgement>;
}

const pageSize = 200;
/** Where bytes are asked for: so many mails in a piece, and about so many octets. */
const most = { mails: 50, octets: 4_000_000 };

/** The newest mails first. */
export async function* batches(
  store: Pick<Store, 'past' | 'judgements'>,
  span: PastSpan,
  asks: Asks,
): AsyncGenerator<Batch> {
  let before: string | null = null;
  for (let left = span.limit ?? Number.POSITIVE_INFINITY; left > 0; ) {
    const page: PastMail[] = await store.past.page(span, before, Math.min(pageSize, left));
    const last = page.at(-1);
    if (last === undefined) return;
    const judgements = await store.judgements.of(page.map(({ id }) => id));
    const known = asks.known ? await whoWasKnown(store, page) : () => null;
    for (const piece of pieces(page, asks.bytes)) {
      const bytes = await bytesOf(store, piece.filter(asks.bytes));
      const mails = piece.map((past) => ({ past, raw: bytes.get(past.id) ?? null, known: known(past) }));
      yield { mails, judgements };
    }
    before = last.id;
    left -= page.length;
  }
}

/** By `id`. A thread is sent the whole memory that bytes lie in: here it holds nothing else. */
async function bytesOf(
  { past }: Pick<Store, 'past'>,
  mails: readonly PastMail[],
): Promise<Map<string, Uint8Array>> {
  if (mails.length === 0) return new Map();
  const bytes = await past.bytes(mails.map(({ raw }) => raw));
  return new Map(
    mails.flatMap(({ id, raw }) => {
      const found = bytes.get(raw);
      return found === undefined ? [] : [[id, new Uint8Array(found)] as const];
    }),
  );
}

/** Of mail that came while no rule asked, by the tickets and answers that there were before it. */
async function whoWasKnown(
  { past }: Pick<Store, 'past'>,
  mails: readonly PastMail[],
): Promise<(mail: PastMail) => boolean> {
  const first = await past.firstKnown([...new Set(mails.map(({ from }) => from.toLowerCase()))]);
  return ({ from, acceptedAt }) => {
    const since = first.get(from.toLowerCase());
    return since !== undefined && since < acceptedAt;
  };
}

function* pieces(page: readonly PastMail[], needs: (past: PastMail) => boolean): Generator<PastMail[]> {
  let piece: PastMail[] = [];
  let [read, octets] = [0, 0];
  for (const past of page) {
    const more = needs(past) ? past.size : 0;
    const isFull = more > 0 && (read >= most.mails || octets + more > most.octets);
    if (isFull && piece.length > 0) {
      yield piece;
      [piece, read, octets] = [[], 0, 0];
    }
    piece.push(past);
    if (more > 0) read += 1;
    octets += more;
  }
  if (piece.length > 0) yield piece;
}
