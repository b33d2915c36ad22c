/** How far long work is, on a terminal. */
import { Presets, SingleBar } from 'cli-progress';
import type { CommandContext } from './context.ts';
import { type Printing, streamOf } from './shared.ts';

export interface Progress {
  /** So much further; one step more. */
  forward(by: number): void;
  stop(): void;
}

const nothing: Progress = { forward: () => undefined, stop: () => undefined };

/**
 * A bar on the terminal; nothing elsewhere, or where JSON is wanted. `total` is in what `forward` counts, null where it is
 * not known. `format` may name `{bar}`, `{percentage}`, `{eta_formatted}` and `{steps}`.
 */
export function showProgress(
  { stderr }: Pick<CommandContext, 'stderr'>,
  total: number | null,
  format: string,
  { json }: Printing,
): Progress {
  if (stderr.isTTY !== true || total === null || json === true) return nothing;
  const bar = new SingleBar(
    { format, stream: streamOf(stderr), clearOnComplete: true },
    Presets.shades_classic,
  );
  let steps = 0;
  bar.start(total, 0, { steps });
  return {
    forward(by) {
      steps += 1;
      bar.increment(by, { steps });
    },
    stop: () => bar.stop(),
  };
}

/** A count on one line of the terminal, where there is no telling how many there will be. */
export function showCount(
  { stderr }: Pick<CommandContext, 'stderr'>,
  words: string,
  { json }: Printing,
): Progress {
  if (stderr.isTTY !== true || json === true) return nothing;
  let count = 0;
  return {
    forward(by) {
      count += by;
      stderr.write(`\r${count} ${words}`);
    },
    stop: () => void stderr.write('\r\u001b[K'),
  };
}
