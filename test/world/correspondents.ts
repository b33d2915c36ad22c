/** Who writes to a help desk: people, and programs of many sorts, polite and rude. */
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import { compose, type MailToCompose } from '../support/mail.ts';
import { type Letter, lane } from './world.ts';

export interface Correspondent {
  readonly kind: string;
  readonly address: string;
  /** Address of its mail server. SPF speaks for it where it is `proven`. */
  readonly client: string;
  readonly proven: boolean;
  /** A program that says so itself, in its header or its words: it gets nothing automatic. */
  readonly honest: boolean;
  /** A person: what he writes must arrive, and his new issues are confirmed. */
  readonly person: boolean;
  /** A new issue, the n-th. */
  issue(n: number): Letter;
  /** What it answers to a mail of ours, and how many hours later; null: nothing. */
  answer(mail: OutgoingEntry): { readonly letter: Letter; readonly hours: number } | null;
}

const hours = (h: number, letter: Letter) => ({ letter, hours: h });

interface Kind {
  readonly kind: string;
  readonly count: number;
  readonly honest?: boolean;
  readonly person?: boolean;
  answer(self: Self, mail: OutgoingEntry): { letter: Letter; hours: number } | null;
  /** Replaces the plain first mail. */
  issue?(self: Self, n: number): Letter;
}

/** One correspondent while it lives: it remembers whom it answered, and counts its own tickets. */
class Self {
  readonly address: string;
  readonly client: string;
  readonly answered = new Map<string, number>();
  count = 1000;

  constructor(address: string, client: string) {
    this.address = address;
    this.client = client;
  }

  write(mail: MailToCompose, recipient: string, sender = this.address): Letter {
    return {
      sender,
      recipient,
      client: this.client,
      raw: compose({ from: `<${this.address}>`, to: recipient, ...mail }),
    };
  }

  /** As mail programs answer: to Reply-To, with references. */
  reply(mail: OutgoingEntry, text: string, more: MailToCompose = {}): Letter {
    const thread = { inReplyTo: `<${mail.messageId}>`, references: `<${mail.messageId}>` };
    return this.write(
      { subject: `Re: ${mail.subject}`, text, ...thread, ...more },
      mail.replyTo ?? mail.from.address,
    );
  }
}

const matters = [
  'Printer',
  'Invoice',
  'Login',
  'Delivery',
  'Contract',
  'Certificate',
  'Backup',
  'Router',
  'Licence',
  'Domain',
];
const troubles = [
  'is broken',
  'was lost',
  'came twice',
  'is late',
  'has no colour',
  'cannot be opened',
  'smells of smoke',
];
/** Different for each n below seventy. */
const matter = (n: number) => `${matters[n % matters.length]} ${troubles[n % troubles.length]}`;

/** Not in the words of any absence notice that a program would know. */
const wandering =
  'Hello! The mountains have called, and there is no telephone up there. Whatever it is, it shall have my whole attention in June. Yours, the wanderer.\n';
const autoSubmitted = [['Auto-Submitted', 'auto-replied']] as const;

const person: Kind['answer'] = (self, mail) => {
  if (mail.kind !== 'reply') return null;
  self.count += 1;
  return self.count % 3 === 0
    ? null
    : hours(5, self.reply(mail, `Thank you. I tried that: ${matter(self.count)} still.\n`));
};

export const kinds: readonly Kind[] = [
  { kind: 'person', count: 8, person: true, answer: person },
  {
    kind: 'person whose program drops references',
    count: 3,
    person: true,
    answer: (self, mail) =>
      mail.kind === 'reply'
        ? hours(
            9,
            self.write(
              { subject: `AW: ${mail.subject}`, text: `It is still so, ${++self.count}.\n` },
              mail.from.address,
            ),
          )
        : null,
  },
  {
    kind: 'person behind a forwarder that rewrites senders',
    count: 2,
    person: true,
    answer: (self, mail) =>
      mail.kind === 'reply'
        ? hours(
            7,
            self.reply(mail, `Seen, ${++self.count}.\n`, { from: `"Ana via Forwarder" <${self.address}>` }),
          )
        : null,
  },
  {
    kind: 'autoresponder',
    count: 4,
    honest: true,
    answer: (self, mail) =>
      hours(
        0.01,
        self.write(
          { subject: `Auto: ${mail.subject}`, headers: autoSubmitted, text: 'Got it.\n' },
          mail.envelopeSender,
          '',
        ),
      ),
  },
  {
    kind: 'vacation program (RFC 3834)',
    count: 4,
    honest: true,
    answer(self, mail) {
      const week = Math.floor(mail.createdAt.getTime() / 604_800_000);
      if (self.answered.get(mail.from.address) === week) return null;
      self.answered.set(mail.from.address, week);
      const head = {
        subject: `Auto: ${mail.subject}`,
        headers: autoSubmitted,
        inReplyTo: `<${mail.messageId}>`,
      };
      return hours(0.02, self.write({ ...head, text: 'I am away.\n' }, mail.envelopeSender, ''));
    },
  },
  {
    kind: 'vacation program that answers every mail, unmarked',
    count: 5,
    answer: (self, mail) => hours(0.02, self.reply(mail, wandering)),
  },
  {
    kind: 'vacation program that writes a new mail to From',
    count: 3,
    answer: (self, mail) =>
      hours(0.05, self.write({ subject: 'In the mountains', text: wandering }, mail.from.address)),
  },
  {
    kind: 'absence notice in words alone',
    count: 2,
    honest: true,
    answer: (self, mail) =>
      hours(
        0.02,
        self.reply(mail, 'I am out of the office until Monday with limited access to mail.\n', {
          subject: `Automatic reply: ${mail.subject}`,
        }),
      ),
  },
  {
    kind: 'help desk with Auto-Submitted',
    count: 3,
    honest: true,
    answer: (self, mail) =>
      hours(
        0.1,
        self.reply(mail, 'We have opened a ticket.\n', {
          subject: `[Case ${++self.count}] ${mail.subject}`,
          headers: [['Auto-Submitted', 'auto-generated']],
        }),
      ),
  },
  {
    kind: 'help desk, unmarked, that keeps our ID',
    count: 4,
    answer: (self, mail) =>
      hours(
        0.1,
        self.write(
          {
            subject: `[T-${++self.count}] Re: ${mail.subject}`,
            text: `Dear customer,\nyour request was received as T-${self.count}. Our experts will look into it as soon as they can.\n`,
          },
          mail.from.address,
        ),
      ),
  },
  {
    kind: 'help desk, unmarked, with a subject of its own',
    count: 4,
    answer: (self, mail) =>
      hours(
        0.1,
        self.write(
          {
            subject: `Your request T-${++self.count} was received`,
            text: `Dear customer,\nyour request was received as T-${self.count}. Our experts will look into it as soon as they can.\n`,
          },
          mail.from.address,
        ),
      ),
  },
  {
    kind: 'help desk, unmarked, that takes 30 hours',
    count: 2,
    answer: (self, mail) =>
      hours(
        30,
        self.write(
          {
            subject: `Your request T-${++self.count} was received`,
            text: `Dear customer,\nyour request was received as T-${self.count}. Our experts will look into it as soon as they can.\n`,
          },
          mail.from.address,
        ),
      ),
  },
  {
    kind: 'mailing list',
    count: 2,
    honest: true,
    issue: (self, n) =>
      self.write(
        {
          from: '"A Member" <member@elsewhere.example>',
          subject: `[club] ${matter(n)}`,
          headers: [
            ['List-Id', `<club.${self.address.split('@')[1]}>`],
            ['Precedence', 'list'],
          ],
        },
        lane,
        `club-bounces+x@${self.address.split('@')[1]}`,
      ),
    answer: () => null,
  },
  {
    kind: 'mailing list, unmarked, that sends us our own mail',
    count: 1,
    issue: (self, n) =>
      self.write(
        {
          from: '"A Member" <member@elsewhere.example>',
          subject: `[club] ${matter(n)}`,
          headers: [['Reply-To', `<${self.address}>`]],
        },
        lane,
      ),
    answer: (self, mail) =>
      hours(
        0.01,
        self.write(
          {
            from: `"Support via club" <${self.address}>`,
            subject: `[club] ${mail.subject}`,
            text: mail.text,
          },
          lane,
        ),
      ),
  },
  {
    kind: 'broken bouncer',
    count: 3,
    honest: true,
    answer: (self, mail) =>
      hours(
        0.01,
        self.write(
          {
            from: `Mail Delivery System <MAILER-DAEMON@${self.address.split('@')[1]}>`,
            subject: 'Undeliverable mail',
            text: `Your message could not be delivered to ${self.address}: user unknown.\n\n> Subject: ${mail.subject}\n`,
          },
          mail.from.address,
          `MAILER-DAEMON@${self.address.split('@')[1]}`,
        ),
      ),
  },
  {
    kind: 'challenge-response',
    count: 2,
    honest: true,
    answer: (self, mail) =>
      hours(
        0.01,
        self.reply(
          mail,
          'Your message is being held until you confirm that you are a real person. Please reply to this mail and it will be delivered.\n',
          { subject: `Please confirm: ${mail.subject}` },
        ),
      ),
  },
];

/** All of them, each with a domain and a mail server of its own; SPF speaks for every other one. */
export function correspondents(): Correspondent[] {
  let made = 0;
  return kinds.flatMap(({ kind, count, honest = false, person: isPerson = false, answer, issue }) =>
    Array.from({ length: count }, () => {
      made += 1;
      const self = new Self(`kim@c${made}.example`, `198.51.100.${made}`);
      return {
        kind,
        address: self.address,
        client: self.client,
        proven: made % 2 === 0,
        honest,
        person: isPerson,
        issue: (n: number) =>
          issue?.(self, n) ?? self.write({ subject: matter(n), text: `${matter(n)}. What now?\n` }, lane),
        answer: (mail: OutgoingEntry) => answer(self, mail),
      };
    }),
  );
}
