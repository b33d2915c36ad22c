/** Ticket IDs, `48213-K7QF`: made, written into subjects, and read out of what clients make of them. */
import type { KeyRing, MacKey } from '../model/node-store.ts';
import { encode, normalise } from './crockford.ts';
import { mac, same, signingKey } from './mac.ts';

const codeLength = 4;

/** The ID of a ticket number, under the signing key. */
export function makeTicketId(ring: KeyRing, number: number): string {
  return `${number}-${codeUnder(signingKey(ring), number)}`;
}

/** True where the code belongs to the number under some key of the ring. */
export function isGenuine(ring: KeyRing, number: number, code: string): boolean {
  return ring.some((key) => same(codeUnder(key, number), code));
}

export interface FoundId {
  readonly number: number;
  /** Null where only the number stands there. */
  readonly code: string | null;
  /** Written with `#` or in brackets: it can only be meant as a ticket ID. */
  readonly explicit: boolean;
}

// Any dash that clients put in the place of ours, and the space that unfolding leaves (RFC 5322, 2.2.3).
const withCode = /(?<![\p{L}\p{N}-])(\d{1,10})\s?[-‐‑‒–—−]\s?([0-9A-Za-z]{4})(?![\p{L}\p{N}-])/gu;
const numberAlone =
  /(?:#\s?|\b(?:ticket|case|anfrage|vorgang|dossier|caso)(?:\s+(?:no|nr|id)\.?)?[\s:#]{1,3})(\d{4,10})(?![\p{L}\p{N}-])/giu;

/** All IDs in a decoded subject, in order, each once; bare numbers last. */
export function findTicketIds(subject: string): FoundId[] {
  const found = new Map<string, FoundId>();
  for (const match of subject.matchAll(withCode)) {
    const code = normalise(match[2] ?? '');
    if (code === null || !/[A-Z]/.test(code)) continue;
    const number = Number(match[1]);
    found.set(`${number}-${code}`, { number, code, explicit: isMarked(subject, match.index) });
  }
  const named = new Set([...found.values()].map((id) => id.number));
  for (const match of subject.matchAll(numberAlone)) {
    const number = Number(match[1]);
    if (!named.has(number)) found.set(String(number), { number, code: null, explicit: true });
  }
  return [...found.values()];
}

/** A person's or a command's way to name a ticket: `48213-K7QF`, `#48213`, `48213`. Null where it is none. */
export function parseTicketName(text: string): { number: number; code: string | null } | null {
  const match = /^\[?#?(\d{1,10})(?:-([0-9A-Za-z]{4}))?\]?$/.exec(text.trim());
  if (match === null) return null;
  const code = match[2] === undefined ? null : normalise(match[2]);
  return match[2] !== undefined && code === null ? null : { number: Number(match[1]), code };
}

function isMarked(subject: string, start: number): boolean {
  return /[#[]\s?$/u.test(subject.slice(0, start));
}

/** Four characters that always hold a letter, so that no phone or order number looks like an ID (DESIGN 1). */
function codeUnder(key: MacKey, number: number): string {
  for (let round = 0; ; round++) {
    const code = encode(mac(key, 'ticket', `${number}:${round}`), codeLength);
    if (/[A-Z]/.test(code)) return code;
  }
}
