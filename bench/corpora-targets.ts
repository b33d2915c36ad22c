/** What Postern is to reach on the corpora, and whether it does. */
import { type Run, type Scored, sumOf } from './corpora-scores.ts';
import { repliesWithLosses } from './corpora-words.ts';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
}

/** Share of marks that some fields must reach, in percent. */
const shares: readonly { what: string; fields: readonly string[]; percent: number }[] = [
  { what: 'sender', fields: ['from'], percent: 99 },
  { what: 'subject', fields: ['subject'], percent: 99 },
  {
    what: 'attachments',
    fields: ['count', 'name', 'size', 'sha256', 'type'].map((name) => `att.${name}`),
    percent: 99,
  },
  { what: 'text', fields: ['text', 'text.contains'], percent: 97 },
  { what: 'nature', fields: ['nature'], percent: 98 },
  { what: 'bounce: recipient', fields: ['bounce.recipient'], percent: 97 },
  { what: 'bounce: status', fields: ['bounce.status'], percent: 97 },
  { what: 'reply text, exactly', fields: ['reply.exact'], percent: 92 },
  { what: 'TNEF: names', fields: ['tnef.names'], percent: 95 },
  { what: 'TNEF: bytes', fields: ['tnef.sha256', 'tnef.size'], percent: 95 },
];

/** All targets. `ours` is judged; what `peer` has is only compared. */
export function targets(ours: Scored, peer: Scored): Target[] {
  const losses = repliesWithLosses(ours.misses).filter(({ sentences }) => sentences.length > 0);
  const behind = notAhead(ours.run, peer.run);
  return [
    ...shares.map((share) => shareOf(ours, share)),
    none('persons called automatic', Number.parseInt(figure(ours.run, 'persons called automatic'), 10)),
    none('replies with a sentence lost', losses.length),
    signatures(ours.run),
    slowest(ours.run),
    none('corpora and fields in which the peer is ahead or level', behind.length),
  ];
}

function shareOf({ run, misses }: Scored, { what, fields, percent }: (typeof shares)[number]): Target {
  const { right, of, mean } = sumOf(run, fields);
  const short = misses.filter(({ field }) => fields.includes(field)).length;
  const parts = `${round(right)} of ${of}${Number.isInteger(right) ? '' : `; entirely right ${of - short}`}`;
  return {
    what,
    wanted: `${percent} %`,
    got: `${((mean ?? 0) * 100).toFixed(1)} % (${parts})`,
    met: (mean ?? 0) * 100 >= percent,
  };
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

const none = (what: string, count: number): Target => ({
  what,
  wanted: '0',
  got: String(count),
  met: count === 0,
});

function signatures(run: Run): Target {
  const f1 = Number(figure(run, 'signature lines: precision, recall, F1').split(', ')[2]);
  return { what: 'signature lines (F1)', wanted: '80 %', got: `${(f1 * 100).toFixed(1)} %`, met: f1 >= 0.8 };
}

function slowest(run: Run): Target {
  const seconds = Number(figure(run, 'slowest mail, s'));
  return { what: 'slowest mail', wanted: '1 s', got: `${seconds} s`, met: seconds <= 1 };
}

/** What the scorer says over all mails; `0` where it says nothing. */
function figure({ figures }: Run, name: string): string {
  return String(figures[name] ?? 0);
}

/** Answers of these were recorded from a library of the peer's: level is as good as it gets. */
const recorded = ['forwards', 'replies-a'];

/** `corpus/quality/field` where the peer has more right, or as much of what neither has wholly right. */
export function notAhead(ours: Run, peer: Run): string[] {
  return Object.entries(peer.corpora).flatMap(([key, { mean }]) => {
    const [own, other] = [ours.corpora[key]?.mean ?? 0, mean ?? 0];
    const levelWillDo = own === 1 || recorded.some((corpus) => key.startsWith(`${corpus}/`));
    return own > other || (own === other && levelWillDo) ? [] : [key];
  });
}
