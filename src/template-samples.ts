/** What templates are tried with at start: of each kind one sample with everything, and one with as little as may be. */
import type { NoticeData } from './desk/notice.ts';
import type { ReplyData } from './desk/reply.ts';
import type { ReceiptData } from './receipts/compose.ts';

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
};

export const samples: {
  readonly receipt: readonly ReceiptData[];
  readonly notice: readonly NoticeData[];
  readonly reply: readonly ReplyData[];
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
    },
  ],
  reply: [
    { ...ticket, subject: 'Printer does not print', author: 'Ben', text: 'Please switch it off and on.' },
    { ...ticket, subject: '', author: '', text: '' },
  ],
};
