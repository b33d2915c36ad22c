/** Conditions on a field that hold what somebody gave: it stays a value, whatever it looks like. Pure. */

/** An object would be read as operators, which the driver takes from anybody. */
export function exactly<T>(value: T): { readonly $eq: T } {
  return { $eq: value };
}

/** No field that is searched this way is as long; MongoDB takes no regular expression much longer. */
const longest = 4000;

/** Contains the text, in any case. NUL is written out, since MongoDB takes none in an expression. */
export function containing(text: string): { readonly $regex: string; readonly $options: 'i' } {
  const literally = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\0', '\\x00');
  return { $regex: text.length > longest ? '(?!)' : literally, $options: 'i' };
}
