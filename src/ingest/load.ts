/** How loaded Postern is, and who is let in then: new connections are shed first, answers to tickets last. Pure. */
import type { SmtpLimits } from '../config/limits.ts';
import type { LimitName, Load } from '../model/smtp.ts';

/** What is measured. Shares are of what there may be, 0 to 1. */
export interface Pressure {
  /** Mean delay of the event loop, milliseconds. */
  readonly loopMs: number;
  readonly connections: number;
  /** Mail being received or filed. */
  readonly bytes: number;
  /** Mails that are accepted and not filed. */
  readonly backlog: number;
}

/** What the load comes from; null where there is none. */
export type Strain = 'event-loop' | 'connections' | 'bytes-in-flight' | 'backlog';

export interface Loaded {
  readonly load: Load;
  readonly strain: Strain | null;
}

/** Postfix calls itself stressed when all of its processes are taken; we begin earlier. */
const busyShare = 0.8;
const overloadedShare = 0.95;

type Thresholds = Pick<SmtpLimits, 'busyLoopMs' | 'overloadedLoopMs' | 'busyBacklog' | 'overloadedBacklog'>;

/** The highest load that any one measure speaks for, and the first such measure. */
export function loadOf(pressure: Pressure, limits: Thresholds): Loaded {
  const found: [Strain, Load][] = [
    ['event-loop', level(pressure.loopMs, limits.busyLoopMs, limits.overloadedLoopMs)],
    ['bytes-in-flight', level(pressure.bytes, busyShare, overloadedShare)],
    ['backlog', level(pressure.backlog, limits.busyBacklog, limits.overloadedBacklog)],
    // Many idle clients are no work: they make us busy, never overloaded.
    ['connections', pressure.connections > busyShare ? 'busy' : 'normal'],
  ];
  for (const load of ['overloaded', 'busy'] as const) {
    const strain = found.find(([, its]) => its === load)?.[0];
    if (strain !== undefined) return { load, strain };
  }
  return { load: 'normal', strain: null };
}

function level(measured: number, busy: number, overloaded: number): Load {
  if (measured >= overloaded) return 'overloaded';
  return measured >= busy ? 'busy' : 'normal';
}

/** `known`: mail from there was taken lately, or it is a network of ours. */
export function shedConnection(load: Load, known: boolean): LimitName | null {
  return load === 'normal' || known ? null : 'busy';
}

/** `answer`: the recipient is a signed address of a ticket. `known`: mail of that sender was taken lately. */
export function shedRecipient(
  load: Load,
  { answer, known }: { answer: boolean; known: boolean },
): LimitName | null {
  return load !== 'overloaded' || answer || known ? null : 'overloaded';
}
