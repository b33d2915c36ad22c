/** What every command is given; `main.ts` makes it, tests replace it. */
import picocolors from 'picocolors';
import type { LoadedSettings } from '../config/load.ts';
import type { Environment } from '../config/variables.ts';
import type { Store } from '../ports.ts';

/** Standard output or standard error. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  /** True on a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

export interface CommandContext {
  readonly env: Environment;
  /** Folder that names of files start from. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Resolves when the user or the system asks us to stop. */
  readonly stopped: Promise<void>;
  /** Exit code of a command that did its work and whose answer is no (1), or that found a part away (69, 75). */
  exit(code: number): void;
  /** Throws BadSettings. */
  loadSettings(): Promise<LoadedSettings>;
  /** The store of the settings; who opens it closes it. Throws Failure `store-unavailable`. */
  openStore(): Promise<Store>;
}

/** Colours on a terminal, unless NO_COLOR is set (no-color.org); plain text elsewhere. */
export function colours(
  context: Pick<CommandContext, 'env'>,
  output: Output,
): ReturnType<typeof picocolors.createColors> {
  return picocolors.createColors(output.isTTY === true && !context.env['NO_COLOR']);
}

/** Prints one JSON value, for `--json`. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`);
}
