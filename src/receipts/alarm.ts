/** The mail that tells the operator of an alarm. */
import type { Settings } from '../config/schema.ts';
import { type HouseParts, houseLetter } from '../mail/house-letter.ts';
import { oneLine } from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';

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

export interface AlarmComposer extends HouseParts {
  readonly settings: Pick<Settings, 'outbox' | 'departments' | 'alarms'>;
  /** An alarm to an address of ours would be mail of ours that comes back. */
  isOurs(address: string): boolean;
}

/** One mail for each of `alarms.to`. Ours like any automatic mail (RFC 3834, 5), and no part of any ticket. */
export function composeAlarm(composer: AlarmComposer, letter: AlarmLetter): NewOutgoing[] {
  const { settings, hostname } = composer;
  return settings.alarms.to
    .filter((to) => !composer.isOurs(to))
    .map((to) =>
      houseLetter(composer, {
        kind: 'alarm',
        to,
        cause: letter.cause,
        lane: settings.departments[0]?.addresses[0],
        subject: `[Postern] ${letter.over ? 'over' : 'alarm'}: ${letter.name}`,
        text: text(hostname, letter),
        html: null,
        language: null,
        now: letter.at,
      }),
    );
}

function text(hostname: string, { name, words, over, detail, at }: AlarmLetter): string {
  const what = over ? `The alarm ${name} is over.` : `${name}: ${words}.`;
  const more = detail === '' ? [] : ['', oneLine(detail, 500)];
  return [what, ...more, '', `${hostname}, ${at.toISOString()}`, ''].join('\n');
}
