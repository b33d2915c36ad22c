/** The mail that tells the operator of an alarm. */
import type { Settings } from '../config/schema.ts';
import { oneLine } from '../mail/outgoing.ts';
import type { NewOutgoing, Signer } from '../ports.ts';

export interface AlarmLetter {
  /** `receipt-flood` */
  readonly name: string;
  /** What it means, in a sentence. */
  readonly words: string;
  /** It was told of before, and has ended. */
  readonly over: boolean;
  readonly detail: string;
  readonly at: Date;
  readonly cause: string;
}

export interface AlarmComposer {
  readonly settings: Pick<Settings, 'outbox' | 'departments' | 'alarms'>;
  readonly signer: Signer;
  readonly hostname: string;
  readonly newId: () => string;
  /** An alarm to an address of ours would be mail of ours that comes back. */
  isOurs(address: string): boolean;
}

/** One mail for each of `alarms.to`. Ours like any automatic mail (RFC 3834, 5), and no part of any ticket. */
export function composeAlarm(composer: AlarmComposer, letter: AlarmLetter): NewOutgoing[] {
  const { settings, signer, hostname } = composer;
  const lane = settings.departments[0]?.addresses[0] ?? 'postmaster@localhost';
  return settings.alarms.to
    .filter((to) => !composer.isOurs(to))
    .map((to) => {
      const id = composer.newId();
      return {
        id,
        kind: 'alarm',
        to,
        ticket: null,
        ticketId: null,
        cause: letter.cause,
        envelopeSender: signer.bounceAddress(lane, id),
        messageId: signer.messageId('alarm', 0, id),
        subject: `[Postern] ${letter.over ? 'over' : 'alarm'}: ${letter.name}`,
        headers: [
          ['Auto-Submitted', 'auto-generated'],
          ['X-Auto-Response-Suppress', 'All'],
          ['X-Postern-Loop', hostname],
        ],
        from: { name: 'Postern', address: settings.outbox.from ?? lane },
        replyTo: null,
        headerTo: [to],
        headerCc: [],
        text: text(hostname, letter),
        html: null,
        createdAt: letter.at,
        waitsFor: [],
        acceptedAt: null,
      };
    });
}

function text(hostname: string, { name, words, over, detail, at }: AlarmLetter): string {
  const what = over ? `The alarm ${name} is over.` : `${name}: ${words}.`;
  const more = detail === '' ? [] : ['', oneLine(detail, 500)];
  return [what, ...more, '', `${hostname}, ${at.toISOString()}`, ''].join('\n');
}
