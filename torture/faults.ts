/** The closed set of faults, and which of them each round brings. Pure. */
import { type Random, seeded } from './random.ts';

/** What can be killed and stopped. */
export const programs = ['gateway', 'mongod', 'sink', 'rspamd', 'dovecot'] as const;
export type ProgramName = (typeof programs)[number];

/** Connections that lead through a proxy: from clients to the gateway, and from the gateway to its servers. */
export const links = ['smtp-in', 'mongod', 'sink', 'rspamd', 'dovecot'] as const;
export type LinkName = (typeof links)[number];

export type Fault =
  | { readonly act: 'kill' | 'stop'; readonly target: ProgramName }
  | { readonly act: 'cut' | 'delay' | 'garble'; readonly target: LinkName };

/**
 * Every fault there is. What MongoDB says is not garbled: TCP has checksums and TLS has better ones, so bytes that arrive
 * changed and still parse are outside of what any client of it promises. From the others the noise lasts until the
 * connection is cut, so that no answer gets through in part.
 */
export const faults: readonly Fault[] = [
  ...programs.flatMap((target): Fault[] => [
    { act: 'kill', target },
    { act: 'stop', target },
  ]),
  ...links.flatMap((target): Fault[] => [
    { act: 'cut', target },
    { act: 'delay', target },
  ]),
  ...links.filter((target) => target !== 'mongod').map((target): Fault => ({ act: 'garble', target })),
];

/** As tables have it: `kill mongod`, `cut → sink`. */
export function nameOf({ act, target }: Fault): string {
  if (act === 'kill' || act === 'stop') return `${act} ${target}`;
  return `${act} connection to ${target === 'smtp-in' ? 'gateway' : target}`;
}

export interface PlannedFault {
  readonly fault: Fault;
  /** After the start of the round. */
  readonly afterMs: number;
  /** How long the program is away or stopped, or the connection in trouble. */
  readonly forMs: number;
  /** What is held back for each piece that goes through, where the fault is `delay`. */
  readonly pieceMs: number;
}

/** Longest times, in ms. */
const longest: Record<Fault['act'], number> = { kill: 800, stop: 2500, cut: 1200, delay: 2500, garble: 600 };

/**
 * The faults of each round: one from a shuffled deck, so that all of them come up before one comes again, and in two of
 * five rounds another one of another program.
 */
export function planRounds(seed: number, rounds: number): PlannedFault[][] {
  const random = seeded(seed, 0);
  let deck: Fault[] = [];
  return Array.from({ length: rounds }, () => {
    if (deck.length === 0) deck = random.shuffle(faults);
    const first = deck.pop();
    if (first === undefined) throw new Error('there are no faults');
    const others = faults.filter(({ target }) => target !== first.target);
    const chosen = random.chance(0.4) ? [first, random.pick(others)] : [first];
    return chosen.map((fault) => planned(fault, random));
  });
}

function planned(fault: Fault, random: Random): PlannedFault {
  return {
    fault,
    afterMs: random.between(100, 1400),
    forMs: random.between(100, longest[fault.act]),
    pieceMs: random.between(20, 250),
  };
}
