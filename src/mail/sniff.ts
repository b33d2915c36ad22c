/** Which charset octets beyond ASCII are in, where nothing says so and they are no UTF-8. */

interface Candidate {
  readonly label: string;
  /** Characters that ordinary text in this charset is made of. */
  readonly usual: RegExp;
  /** The share of them among the characters beyond ASCII, at least. */
  readonly share: number;
}

/** Order matters: the more a charset rules out, the earlier it is asked. */
const candidates: readonly Candidate[] = [
  { label: 'euc-jp', usual: /[\u3041-\u30fe]/g, share: 0.3 },
  { label: 'shift_jis', usual: /[\u3041-\u30fe]/g, share: 0.3 },
  { label: 'euc-kr', usual: /[\uac00-\ud7a3]/g, share: 0.7 },
  { label: 'big5', usual: /[的一是不了在我有這們來請問您為個說到時要會可]/g, share: 0.08 },
  { label: 'gb18030', usual: /[的一是不了在我有这们来请问您为个说到时要会可]/g, share: 0.08 },
  { label: 'windows-1251', usual: /[а-яё]/g, share: 0.75 },
  { label: 'koi8-r', usual: /[а-яё]/g, share: 0.75 },
];

/** Text of western languages has fewer octets beyond ASCII than this, in proportion to its letters. */
const westernShare = 0.5;

const sample = 16_384;

/** The label of a charset in which the octets make sense; null where windows-1252 is as good a guess as any. */
export function guessCharset(bytes: Uint8Array): string | null {
  const start = bytes.subarray(0, sample);
  const high = start.filter((octet) => octet > 0x7f).length;
  const letters = start.filter((octet) => octet > 0x40 && octet < 0x7f).length;
  if (high < 4 || high / (high + letters) < westernShare) return null;
  return candidates.find((candidate) => fits(candidate, start))?.label ?? null;
}

function fits({ label, usual, share }: Candidate, bytes: Uint8Array): boolean {
  // The last character may be cut in the middle.
  const text = new TextDecoder(label).decode(bytes, { stream: true });
  const beyond = text.match(/[^\x00-\x7f\u3000-\u3002\uff0c]/g)?.length ?? 0;
  return !text.includes('\ufffd') && (text.match(usual)?.length ?? 0) >= share * beyond && beyond > 0;
}
