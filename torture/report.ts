/** What a run shows, as a table: faults × rounds × mails × lost × doubled. Pure. */
import { table } from '../bench/statistics.ts';
import { faults, nameOf } from './faults.ts';
import type { Harm } from './findings.ts';
import type { RunResult } from './run.ts';

/** Rows in the order of the set of faults, and all rounds last. A round with two faults counts under both. */
export function report(result: RunResult): string {
  const rows = faults.map(nameOf).map((name) => row(name, result, (names) => names.includes(name)));
  return table(
    ['fault', 'rounds', 'mails', 'lost', 'doubled', 'otherwise wrong', 'sent out again, outcome unknown'],
    [...rows, row('**all rounds**', result, () => true, true)],
  );
}

function row(
  name: string,
  { rounds, findings }: RunResult,
  concerns: (names: readonly string[]) => boolean,
  withoutRound = false,
): string[] {
  const those = rounds.filter((round) => concerns(round.faults));
  const numbers = new Set(those.map(({ round }) => round));
  const count = (harm: Harm) =>
    String(
      findings.filter(
        (finding) =>
          finding.harm === harm && (finding.round === null ? withoutRound : numbers.has(finding.round)),
      ).length,
    );
  const mails = those.reduce((sum, round) => sum + round.mails, 0);
  return [
    name,
    String(those.length),
    mails.toLocaleString('en'),
    count('lost'),
    count('doubled'),
    count('broken'),
    count('unknown-outcome'),
  ];
}

/** One line for a terminal. */
export function summary({ seed, rounds, findings, outgoing, quietMs }: RunResult): string {
  const mails = rounds.reduce((sum, round) => sum + round.mails, 0);
  const seconds = rounds.reduce((sum, round) => sum + round.ms, 0) / 1000;
  const harmed = (harm: Harm) => findings.filter((finding) => finding.harm === harm).length;
  return [
    `Seed ${seed}: ${rounds.length} rounds, ${mails} mails in, ${outgoing} mails out`,
    `${harmed('lost')} lost, ${harmed('doubled')} doubled, ${harmed('broken')} otherwise wrong`,
    `${harmed('unknown-outcome')} sent out again with an unknown outcome`,
    `${(seconds / rounds.length).toFixed(1)} s a round, ${(quietMs / 1000).toFixed(0)} s until quiet at the end`,
  ].join('; ');
}
