/** Rounds of load and faults over one world, each with its checks, and a long look at the end. */
import { checkIncoming, type Situation } from './checks.ts';
import { checkOutgoing } from './checks-outgoing.ts';
import { nameOf, type PlannedFault, planRounds } from './faults.ts';
import type { Finding } from './findings.ts';
import { lookAround } from './found.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { sendAll } from './load.ts';
import { planMails } from './mails.ts';
import { becomeQuiet } from './quiet.ts';
import { seeded } from './random.ts';
import { strike } from './strike.ts';
import { followSink, knownTickets, type SinkLog } from './sunk.ts';
import { startWorld, type World } from './world.ts';

export interface RunOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface RoundResult {
  readonly round: number;
  readonly faults: readonly string[];
  readonly mails: number;
  readonly ms: number;
}

export interface RunResult {
  readonly seed: number;
  readonly rounds: readonly RoundResult[];
  readonly findings: readonly (Finding & { readonly round: number | null })[];
  /** Mails that left Postern. */
  readonly outgoing: number;
  /** How long the last look waited until nothing was under way. */
  readonly quietMs: number;
  /** Where the logs are; they are kept where something was found. */
  readonly folder: string;
}

/** Rounds that are looked at again after each round, and after so many rounds all of them are. */
const nearRounds = 12;
const everyRounds = 50;

interface Stage {
  readonly world: World;
  readonly ledger: Ledger;
  readonly sink: SinkLog;
  /** When each round began. */
  readonly began: Date[];
  /** By rule and mail, so that what stays wrong is told once. */
  readonly findings: Map<string, Finding & { round: number | null }>;
  readonly options: RunOptions;
}

/** Tortures a world of its own. Throws where the world itself does not come back; findings are given, not thrown. */
export async function torture(options: RunOptions): Promise<RunResult> {
  const { seed, say } = options;
  const world = await startWorld(seed, say);
  const stage: Stage = {
    world,
    ledger: openLedger(),
    sink: followSink(world.sinkLog),
    began: [],
    findings: new Map(),
    options,
  };
  let good = false;
  try {
    const rounds: RoundResult[] = [];
    for (const [round, planned] of planRounds(seed, options.rounds).entries())
      rounds.push(await runRound(stage, round, planned));
    say('waiting until nothing is under way');
    const quietMs = await becomeQuiet(world, stage.sink);
    await check(stage, 0, true);
    noteCrashes(stage);
    const findings = [...stage.findings.values()];
    good = findings.every(({ harm }) => harm === 'unknown-outcome');
    const outgoing = (await stage.sink.read()).filter(({ event }) => event === 'accepted').length;
    return { seed, rounds, findings, outgoing, quietMs, folder: world.folder };
  } finally {
    await world.remove(!good);
  }
}

async function runRound(stage: Stage, round: number, planned: readonly PlannedFault[]): Promise<RoundResult> {
  const { world, ledger, sink, began, options } = stage;
  const started = performance.now();
  began.push(new Date());
  const random = seeded(options.seed, round + 1);
  const mails = planMails(options.seed, round, random, knownTickets(await sink.read()).slice(-200));
  await Promise.all([
    sendAll({ smtpPort: world.smtpPort, dovecot: world.dovecot }, mails, ledger, random),
    ...planned.map((fault, at) =>
      strike(world, fault, round, ledger, seeded(options.seed, round + 1, at + 1)),
    ),
  ]);
  const everything = (round + 1) % everyRounds === 0;
  await check(stage, everything ? 0 : Math.max(0, round - nearRounds), false);
  const faults = planned.map(({ fault }) => nameOf(fault));
  const ms = Math.round(performance.now() - started);
  options.say(`round ${round}: ${faults.join(' + ')}, ${mails.length} mails, ${ms} ms`);
  return { round, faults, mails: mails.length, ms };
}

async function check(stage: Stage, fromRound: number, quiet: boolean): Promise<void> {
  const { world, ledger, sink, began, findings, options } = stage;
  const found = await lookAround(world, sink, began[fromRound] ?? new Date(0));
  const situation: Situation = { ledger, found, fromRound, quiet, now: Date.now() };
  const roundOf = new Map(ledger.sent.map(({ id, round }) => [id, round]));
  for (const finding of [...checkIncoming(situation), ...checkOutgoing(situation)]) {
    const key = [finding.rule, finding.mail, finding.detail.split(',', 1)].join('|');
    if (findings.has(key)) continue;
    const round =
      (finding.at === null ? null : roundAt(began, finding.at)) ?? roundOf.get(finding.mail) ?? null;
    findings.set(key, { ...finding, round });
    options.say(
      `${finding.harm}: ${finding.rule}: ${finding.mail} ${finding.detail} (seed ${options.seed}, round ${round ?? '?'})`,
    );
  }
}

/** The round that was under way then. */
function roundAt(began: readonly Date[], at: number): number | null {
  const round = began.findLastIndex((start) => start.getTime() <= at);
  return round < 0 ? null : round;
}

function noteCrashes({ world, findings }: Stage): void {
  for (const [at, words] of world.gateway.crashes.entries()) {
    findings.set(`crash ${at}`, {
      harm: 'broken',
      rule: 'the gateway ends only when it is told to',
      mail: '',
      detail: words,
      at: null,
      round: null,
    });
  }
}
