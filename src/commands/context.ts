/** What every command is given; `main.ts` makes it, tests replace it. */
import picocolors from 'picocolors';
import type { LoadedSettings } from '../config/load.ts';
import type { Environment } from '../config/variables.ts';
import type { Store } from '../model/ports.ts';
import type { Account } from '../start/privilege.ts';
import type { Archive } from '../store/archive.ts';

/** Standard output or standard error. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  /** True on a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** What only the process itself can do; `main.ts` gives it. */
export interface System {
  /** Whose process this is; null where the system has no such numbers. */
  readonly uid: number | null;
  /** Sockets that were opened for us (sd_listen_fds(3)): name to descriptor. */
  readonly sockets: ReadonlyMap<string, number>;
  /** Becomes that user, for good. */
  become(account: Account): void;
  /** Calls back at each SIGHUP from now on. */
  onReload(reload: () => void): void;
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
  readonly system: System;
  /** Exit code of a command that did its work and whose answer is no (1), or that found a part away (69, 75). */
  exit(code: number): void;
  /** `inUse`: those that a running gateway goes by. Throws BadSettings. */
  loadSettings(inUse?: LoadedSettings): Promise<LoadedSettings>;
  /** The store of the settings; who opens it closes it. Throws Failure `store-unavailable`. */
  openStore(): Promise<Store>;
  /** The same as a whole, which starts no work on it. */
  openArchive(): Promise<Archive>;
}

/** Colours on a terminal, unless NO_COLOR is set (no-color.org); plain text elsewhere. */
export function colours(
  context: Pick<CommandContext, 'env'>,
  output: Output,
): ReturnType<typeof picocolors.createColors> {
  return picocolors.createColors(output.isTTY === true && !context.env['NO_COLOR']);
}

/** Prints one JSON value, for `--json`. `indent`: 0 for all in one line. */
export function printJson(output: Output, value: unknown, indent = 2): void {
  output.write(`${escapeControls(JSON.stringify(value, null, indent))}\n`);
}

/** JSON itself escapes neither C1 controls, which steer terminals, nor what turns or ends lines. */
function escapeControls(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
