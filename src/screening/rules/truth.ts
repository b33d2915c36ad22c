/** Truth of a condition. Null: it cannot be told yet, since the scorer has not answered (Kleene's logic). */
export type Truth = boolean | null;

/** True where all are; false where one is false, whatever cannot be told of the others. */
export function allOf(truths: Iterable<Truth>): Truth {
  let all: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth === null) all = null;
  }
  return all;
}

/** False where none is true; true where one is, whatever cannot be told of the others. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let any: Truth = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (truth === null) any = null;
  }
  return any;
}

/** What cannot be told cannot be told of its opposite. */
export function notOf(truth: Truth): Truth {
  return truth === null ? null : !truth;
}
