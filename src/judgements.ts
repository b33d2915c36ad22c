/** What staff said that a mail is, and what the scorer learns from it. */

export type JudgementKind = 'spam' | 'ham';

/** The word of a person on one mail; it stands until he takes it back or another is given. */
export interface Judgement {
  readonly kind: JudgementKind;
  /** Address of who said so. */
  readonly by: string;
  readonly at: Date;
}

export interface JudgementStore {
  /**
   * Keeps what staff say of a mail, and queues it for learning; null takes it back. The same again changes nothing. False
   * where there is no such mail.
   */
  judge(mail: string, kind: JudgementKind | null, by: string): Promise<boolean>;
  /** Of those mails that were judged, by `id`. */
  of(mails: readonly string[]): Promise<Map<string, Judgement>>;
}
