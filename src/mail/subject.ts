/** Subjects without what clients put around them. */

/** Marks of replies and forwards, by language. Two or more letters, so that `I:` and `R:` are matched apart below. */
const marks = [
  're|ref|res|rif|rép|rep|aw|antw|antwort|sv|vs|vb|vl|fs|fw|fwd|wg|wtr|wl|rv|enc|tr|doorst|odp|pd|ynt|ilt|bls|trs|továbbítás|továbbítva',
  'vá|atb|nb|bilta|videre|trslt|trl|hold|απ|πρθ|σχετ|на|отв|отн|нa|пер|пересл|ответ|תגובה|השב|הועבר|رد|إعادة توجيه',
  '回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送|답장|회신|전달|res|enc|ref|ts|mx|automatische antwort',
].join('|');

const mark = new RegExp(
  `^(?:${marks}|r|i)\\s*(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^?\\d{1,2}|\\*\\d{1,2})?\\s*[:：]\\s*`,
  'iu',
);
/** A list tag or the label of a gateway: `[list]`, `[EXTERNAL]`; never one that may hold a ticket ID. */
const tag = /^\[(?![^\]]*#)[^[\]]{1,60}\]\s*/u;
const trailing = /\s*(?:\((?:fwd|fw|weitergeleitet)\)|\(was: [^()]{0,300}\))$/iu;

/**
 * The base subject in the manner of RFC 5256, 2.1: without reply and forward marks in any language, list tags and
 * trailing `(fwd)`; white space collapsed. A subject that is nothing but marks and tags keeps its last tag.
 */
export function baseSubject(subject: string): string {
  let rest = subject.slice(0, 2000).replace(/\s+/g, ' ').trim();
  for (let round = 0; round < 100; round++) {
    const stripped = rest.replace(trailing, '').replace(mark, '');
    const bare = stripped.replace(tag, '');
    const next = bare === '' ? stripped : bare;
    if (next === rest) break;
    rest = next;
  }
  const forwarded = /^\[fwd?: ?(.*)\]$/i.exec(rest);
  return forwarded?.[1] === undefined ? rest : baseSubject(forwarded[1]);
}

/** True where the subject begins with a mark of replies or forwards, also behind a tag. */
export function isMarked(subject: string): boolean {
  return mark.test(subject.trim().replace(tag, ''));
}
