/** Seven-bit charsets that shift: raised into eight-bit ones, which decoders know in full. */
import type { Octets } from './octets.ts';

/** The upper half of each octet that is a graphic character. */
function raise(text: Octets): Octets {
  return text.replace(/[\x21-\x7e]/g, (c) => String.fromCharCode(c.charCodeAt(0) | 0x80));
}

/** HZ (RFC 1843) to GB 2312 in eight bits; `~~` is a tilde. */
export function raiseHz(octets: Octets): Octets {
  return octets.replace(/~(?:\{([^~]*)(?:~\}|(?=~)|$)|\r?\n|(~))/g, (_, high?: string, tilde?: string) =>
    high === undefined ? (tilde ?? '') : raise(high),
  );
}

/** ISO-2022-KR (RFC 1557) to EUC-KR: what stands between SO and SI. */
export function raiseKorean(octets: Octets): Octets {
  return octets
    .replace(/\x1b\$\)C/g, '')
    .replace(/\x0e([^\x0e\x0f]*)\x0f?/g, (_, high: string) => raise(high))
    .replaceAll('\x0f', '');
}

/** Prefixes in EUC-JP of the sets that ISO-2022-JP and its kin designate by escape (RFC 1468, 1554, 2237, JIS X 0213). */
const sets: Readonly<Record<string, (text: Octets) => Octets>> = {
  '$@': raise,
  $B: raise,
  '$(@': raise,
  '$(B': raise,
  '$(O': raise,
  '$(Q': raise,
  '$(D': (text) => raise(text).replace(/[\xa1-\xfe]{2}/g, '\x8f$&'),
  '(I': (text) => raise(text).replace(/[\xa1-\xdf]/g, '\x8e$&'),
};

/** ISO-2022-JP to EUC-JP. A line end goes back to ASCII, as the standard has it. */
export function raiseJapanese(octets: Octets): Octets {
  const [first = '', ...rest] = octets.split('\x1b');
  return (
    first +
    rest
      .map((piece) => {
        const designation = /^(?:\$\(?[@-Z]|\([@-Z])/.exec(piece)?.[0];
        if (designation === undefined) return `\x1b${piece}`;
        const text = piece.slice(designation.length);
        const raised = sets[designation];
        return raised === undefined ? text : text.replace(/^[^\r\n]+/, raised);
      })
      .join('')
  );
}
