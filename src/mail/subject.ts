/** Subjects without what clients put around them. */

/** Marks of replies, by language. */
const replies =
  're|ref|res|rif|rép|rep|aw|ant|antw|antwort|automatische antwort|sv|odp|ynt|bls|trslt|vá|atb|απ|σχετ|на|отв|ответ|תגובה|השב|رد|回复|回覆|答复|答覆|返信|답장|회신|r';
/** Marks of forwards. `VS` is a reply in Finnish and a forward in Norwegian; it counts here. */
const forwards =
  'fs|fw|fwd|wg|wtr|wl|rv|enc|tr|doorst|pd|ilt|trs|továbbítás|továbbítva|nb|bilta|videre|vb|vl|vs|hold|πρθ|пер|пересл|הועבר|إعادة توجيه|转发|轉寄|轉發|転送|전달|i';

const mark = new RegExp(
  `^(?:${replies}|${forwards})\\s*(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^?\\d{1,2}|\\*\\d{1,2})?\\s*[:：]\\s*`,
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

const forwardMark = new RegExp(`^(?:${forwards})\\s*[:：]|^\\[fwd?:`, 'iu');
const replyMark = new RegExp(`^(?:${replies})\\s*(?:\\[\\d{1,3}\\])?\\s*[:：]`, 'iu');

/** What the first mark of the subject says, behind a tag too; null where it has none. */
export function subjectMark(subject: string): 'reply' | 'forward' | null {
  const rest = subject.trim().replace(tag, '');
  if (forwardMark.test(rest)) return 'forward';
  return replyMark.test(rest) ? 'reply' : null;
}
