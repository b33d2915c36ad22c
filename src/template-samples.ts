/** What templates are tried with at start: of each kind one sample with everything, and one with as little as may be. */
import type { LinkLetterData } from './access/letter.ts';
import type { NoticeData } from './desk/notice.ts';
import type { InternalData } from './desk/notice-internal.ts';
import type { OutcomeData } from './desk/notice-outcome.ts';
import type { ReplyData } from './desk/reply.ts';
import type { ReceiptData } from './receipts/compose.ts';
import type { DigestData } from './screening/digest.ts';

const ticket = { ticketId: '48213-K7QF', tag: '[#48213-K7QF]', department: 'Support' };

const notice: NoticeData = {
  ...ticket,
  subject: 'Printer does not print',
  followUp: false,
  author: { name: 'Ana Example', address: 'ana@example.com', mark: 'requester' },
  trust: { level: 'authenticated', domain: 'example.com' },
  findings: [{ reason: 'clean', words: 'the spam score is below the threshold', detail: '1.2' }],
  text: 'The printer in room 3 prints nothing.\nCan you help?',
  cut: true,
  quoted: true,
  attachments: [{ name: 'photo.jpg', size: '120 kB' }],
  link: 'http://127.0.0.1:8025/inbox/48213-K7QF',
  toNotes: false,
};

const internal: InternalData = {
  ...ticket,
  subject: 'Printer does not print',
  requester: 'Ana Example',
  author: 'Ben',
  assigned: true,
  woken: false,
  note: 'She called twice.',
  attachments: ['photo.jpg'],
  link: notice.link,
};

const outcome: OutcomeData = {
  ...ticket,
  subject: 'Printer does not print',
  taken: true,
  refusal: '',
  words: '',
  done: [{ order: '#assign ben', action: 'assign', words: 'belongs to Ben', value: 'ben@example.com' }],
  faults: [],
  text: '',
  link: notice.link,
};

const link: LinkLetterData = {
  tag: '',
  name: 'Ben',
  link: 'https://desk.example/login/link/…',
  until: '2026-03-01 14:05 UTC',
  host: 'desk.example',
};
const digest: DigestData = {
  tag: '',
  department: 'Support',
  day: '2026-03-01',
  count: 2,
  lines: [
    {
      sender: 'ana@example.com',
      subject: 'Printer does not print',
      finding: {
        reason: 'spam',
        words: 'the spam score is over the quarantine threshold',
        detail: '7.1 of 6',
      },
      score: '7.1',
      age: { number: 3, unit: 'hours' },
      link: 'https://desk.example/held/…',
    },
  ],
  more: 1,
  inbox: 'https://desk.example/inbox?list=quarantine',
  keptDays: 30,
  linkDays: 14,
};

const links = [link, { ...link, name: '' }];

export const samples: {
  readonly receipt: readonly ReceiptData[];
  readonly notice: readonly NoticeData[];
  readonly reply: readonly ReplyData[];
  readonly internal: readonly InternalData[];
  readonly outcome: readonly OutcomeData[];
  readonly invitation: readonly LinkLetterData[];
  readonly reset: readonly LinkLetterData[];
  readonly digest: readonly DigestData[];
} = {
  receipt: [
    { ...ticket, subject: 'Printer does not print', answerWithin: 'one working day' },
    { ...ticket, subject: '', answerWithin: '' },
  ],
  notice: [
    notice,
    {
      ...notice,
      subject: '',
      followUp: true,
      author: { name: '?', address: '', mark: 'possible-spoof' },
      trust: { level: 'failed', domain: '' },
      findings: [],
      text: '',
      cut: false,
      quoted: false,
      attachments: [],
      toNotes: true,
    },
  ],
  internal: [
    internal,
    { ...internal, subject: '', author: '', assigned: false, woken: true, note: '', attachments: [] },
  ],
  outcome: [
    outcome,
    {
      ...outcome,
      subject: '',
      taken: false,
      refusal: 'commands',
      words: 'there is something wrong with a command',
      done: [],
      faults: [{ order: '#asign ben', code: 'unknown', detail: '' }],
      text: '#asign ben',
    },
  ],
  reply: [
    { ...ticket, subject: 'Printer does not print', author: 'Ben', text: 'Please switch it off and on.' },
    { ...ticket, subject: '', author: '', text: '' },
  ],
  invitation: links,
  reset: links,
  digest: [digest, { ...digest, count: 1, lines: [], more: 0 }],
};
