/** A text that rules look at, made comparable once however many rules look at it. */

/** Characters that comparisons look at, and that expressions do, which take more time for each. */
const mostText = 1_000_000;
const mostMatched = 50_000;

export class Text {
  readonly whole: string;
  #folded: string | null = null;

  constructor(whole: string) {
    this.whole = whole;
  }

  /** In Unicode form NFC and lower case. */
  get folded(): string {
    this.#folded ??= fold(this.whole.slice(0, mostText));
    return this.#folded;
  }

  /** As it was written, as far as expressions look. */
  get matched(): string {
    return this.whole.slice(0, mostMatched);
  }
}

/** In Unicode form NFC and lower case, as texts are compared. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
