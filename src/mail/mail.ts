/** The mail as every stage reads it: parsed once, immutable, nothing thrown away. */

export interface Address {
  /** Display name, decoded, white space collapsed; `''` where there is none. */
  readonly name: string;
  /** addr-spec; the domain in lower case. `''` where the field holds a name only. */
  readonly address: string;
}

export interface HeaderField {
  /** Field name in lower case. */
  readonly name: string;
  /** Unfolded value, encoded words left as they are. */
  readonly value: string;
}

export interface Attachment {
  /** As the mail gives it, decoded; null where it gives none. Path separators and control characters are defused. */
  readonly filename: string | null;
  readonly contentType: string;
  /** Of the decoded bytes. */
  readonly size: number;
  /** Hex, of the decoded bytes. */
  readonly sha256: string;
  readonly inline: boolean;
  /** Without angle brackets. */
  readonly contentId: string | null;
}

/** What sort of sender wrote it (DESIGN 4). */
export const natureKinds = [
  'person',
  'auto-reply',
  'auto-generated',
  'bounce',
  'complaint',
  'disposition',
  'list',
  'own',
] as const;
export type NatureKind = (typeof natureKinds)[number];

export interface Nature {
  readonly kind: NatureKind;
  /** What speaks for it, in words: `Auto-Submitted: auto-replied`. */
  readonly evidence: readonly string[];
  /** Why a person's mail earns no automatic answer: it may be automatic after all. */
  readonly doubt?: 'absence-notice' | 'perhaps-automatic';
}

/** Why a delivery failed: a closed set, coarse enough to act upon. */
export const bounceReasons = [
  'userunknown',
  'hostunknown',
  'hasmoved',
  'suspended',
  'mailboxfull',
  'mesgtoobig',
  'spamdetected',
  'virusdetected',
  'blocked',
  'badreputation',
  'authfailure',
  'policyviolation',
  'rejected',
  'norelaying',
  'contenterror',
  'expired',
  'networkerror',
  'systemerror',
  'systemfull',
  'ratelimited',
  'toomanyconn',
  'speeding',
  'feedback',
  'delivered',
  'undefined',
] as const;
export type BounceReason = (typeof bounceReasons)[number];

/** The fate of one recipient, as a delivery report tells it (RFC 3464, 2.3). */
export interface Bounce {
  readonly recipient: string;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null;
  /** Enhanced status code (RFC 3463). */
  readonly status: string | null;
  /** SMTP reply code, three digits. */
  readonly replyCode: string | null;
  /** True where trying again cannot help. */
  readonly hard: boolean;
  readonly reason: BounceReason;
  readonly diagnostic: string | null;
  /** Without angle brackets. */
  readonly originalMessageId: string | null;
}

export interface Forwarded {
  readonly from: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  readonly date: string | null;
  readonly text: string;
}

/** How a mail is signed or encrypted; `inline` is PGP armour within the text. Nothing is verified or decrypted. */
const protectionKinds = [
  'signed-smime',
  'encrypted-smime',
  'signed-pgp',
  'encrypted-pgp',
  'signed-pgp-inline',
  'encrypted-pgp-inline',
] as const;
export type Protection = (typeof protectionKinds)[number];

export interface Mail {
  readonly headers: readonly HeaderField[];
  /** Message identifiers stand without angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly date: Date | null;
  readonly subject: string;
  readonly from: Address | null;
  readonly sender: Address | null;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Whole text body, decoded; HTML turned to text where there is no text part. */
  readonly text: string;
  /** What the writer wrote; the whole text where folding left nothing. */
  readonly replyText: string;
  readonly quotedText: string;
  readonly signature: string;
  /** Sanitised; null where there is no HTML part. */
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly nature: Nature;
  readonly bounces: readonly Bounce[];
  readonly forwarded: Forwarded | null;
  /** Each kind once; empty for an ordinary mail. */
  readonly protection: readonly Protection[];
  /** True where reading was given up: little but the header is known, and the whole mail is attached. */
  readonly unreadable: boolean;
  /** What was malformed and how it was read, in words. */
  readonly defects: readonly string[];
}

/** A person's mail that has nothing but what `said` says. */
export function bareMail(said: Partial<Mail>): Mail {
  return {
    headers: [],
    messageId: null,
    inReplyTo: null,
    references: [],
    date: null,
    subject: '',
    from: null,
    sender: null,
    replyTo: [],
    to: [],
    cc: [],
    text: '',
    replyText: '',
    quotedText: '',
    signature: '',
    html: null,
    attachments: [],
    nature: { kind: 'person', evidence: [] },
    bounces: [],
    forwarded: null,
    protection: [],
    unreadable: false,
    defects: [],
    ...said,
  };
}

/** The values of all fields of that name (lower case), in order. */
export function headerValues(mail: Pick<Mail, 'headers'>, name: string): string[] {
  return mail.headers.filter((field) => field.name === name).map((field) => field.value);
}
