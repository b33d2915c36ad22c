/** Signed addresses and Message-IDs (DESIGN 3.1): what proves that a mail answers one of ours. */
import type { KeyRing } from '../model/node-store.ts';
import type { OutgoingKind } from '../model/outbox-store.ts';
import type { Signer } from '../model/ports.ts';
import { normalise } from './crockford.ts';
import { tag, verify } from './mac.ts';

const kinds: Record<OutgoingKind, string> = {
  receipt: 'r',
  notice: 'n',
  reply: 'a',
  alarm: 'w',
  account: 'p',
  digest: 'd',
};

/** Signs with the newest key of the ring. `hostname` is the right side of Message-IDs. */
export function makeSigner(ring: () => KeyRing, hostname: string): Signer {
  return {
    messageId(kind, number, outgoing) {
      const left = `${kinds[kind]}.${number}.${outgoing}`;
      return `${left}.${tag(ring(), 'message-id', left)}@${hostname}`;
    },
    replyAddress(lane, ticketId, staff) {
      const id = ticketId.toLowerCase().replace('-', '.');
      const token =
        staff === null
          ? `${id}.${tag(ring(), 'reply', id)}`
          : `s.${id}.${tag(ring(), 'staff', `${id}:${staff.toLowerCase()}`)}`;
      return plus(lane, token);
    },
    noteAddress(lane, ticketId, staff) {
      const id = ticketId.toLowerCase().replace('-', '.');
      return plus(lane, `n.${id}.${tag(ring(), 'note', `${id}:${staff.toLowerCase()}`)}`);
    },
    bounceAddress(lane, outgoing) {
      return plus(lane, `b.${outgoing}.${tag(ring(), 'bounce', outgoing)}`);
    },
  };
}

/** What a signed address of ours stands for. */
export type AddressToken =
  | { readonly kind: 'customer'; readonly number: number; readonly code: string }
  | {
      readonly kind: 'staff';
      readonly number: number;
      readonly code: string;
      readonly staff: string;
      /** What comes there is a note, never an answer. */
      readonly note: boolean;
    }
  | { readonly kind: 'bounce'; readonly outgoing: string };

export interface ReadAddress {
  /** The address without its token. */
  readonly lane: string;
  readonly token: AddressToken;
}

/** Reads a recipient address; null where it carries no token of ours. `staff`: who a staff token may be bound to. */
export function readAddress(ring: KeyRing, recipient: string, staff: Iterable<string>): ReadAddress | null {
  const match = /^([^@+]+)\+([a-z0-9.]{20,80})@(.+)$/.exec(recipient.toLowerCase());
  if (match === null) return null;
  const token = readToken(ring, match[2] ?? '', staff);
  return token === null ? null : { lane: `${match[1]}@${match[3]}`, token };
}

function readToken(ring: KeyRing, text: string, staff: Iterable<string>): AddressToken | null {
  const bounce = /^b\.([0-9a-f]{24})\.([a-z0-9]{17})$/.exec(text);
  if (bounce !== null) {
    const [outgoing = '', given = ''] = bounce.slice(1);
    return verify(ring, 'bounce', outgoing, given) ? { kind: 'bounce', outgoing } : null;
  }
  const reply = /^([sn]\.)?((\d{1,10})\.([0-9a-z]{4}))\.([a-z0-9]{17})$/.exec(text);
  if (reply === null) return null;
  const [, bound, id = '', digits = '', letters = '', given = ''] = reply;
  const number = Number(digits);
  const code = normalise(letters);
  if (code === null) return null;
  if (bound === undefined)
    return verify(ring, 'reply', id, given) ? { kind: 'customer', number, code } : null;
  for (const address of staff) {
    const lower = address.toLowerCase();
    const note = bound === 'n.';
    if (verify(ring, note ? 'note' : 'staff', `${id}:${lower}`, given))
      return { kind: 'staff', number, code, staff: lower, note };
  }
  return null;
}

export interface ReadMessageId {
  readonly kind: OutgoingKind;
  readonly number: number;
  /** Row of the outbox. */
  readonly outgoing: string;
}

/** Reads a Message-ID (without brackets); null where it is not one that we signed. */
export function readMessageId(ring: KeyRing, messageId: string): ReadMessageId | null {
  const match = /^(([rnaw])\.(\d{1,10})\.([0-9a-f]{24}))\.([a-z0-9]{17})@/.exec(messageId.toLowerCase());
  if (match === null) return null;
  const [, left = '', letter, digits, outgoing = '', given = ''] = match;
  const kind = (Object.keys(kinds) as OutgoingKind[]).find((name) => kinds[name] === letter);
  if (kind === undefined || !verify(ring, 'message-id', left, given)) return null;
  return { kind, number: Number(digits), outgoing };
}

function plus(lane: string, token: string): string {
  const at = lane.lastIndexOf('@');
  return `${lane.slice(0, at)}+${token}${lane.slice(at)}`;
}
