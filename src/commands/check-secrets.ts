/** Part of `postern check`: files with secrets that others could read. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadedSettings } from '../config/load.ts';
import { leaves } from '../config/present.ts';
import { settingAt, showPath } from '../config/tree.ts';
import { keyFileOf } from '../start/sealing-keys.ts';
import type { Checked } from './check.ts';
import type { CommandContext } from './context.ts';

/** Each file that holds a secret, and what for. */
export function secretFiles(
  { settings, origins }: LoadedSettings,
  env: CommandContext['env'],
): Map<string, string> {
  const files = new Map<string, string>();
  for (const { path, value } of leaves(settings)) {
    if (settingAt(path)?.secret !== true || value === '') continue;
    const origin = origins.get(showPath(path));
    if (origin?.kind === 'file') files.set(origin.file, showPath(path));
    // `X_FILE` names the file that the secret was read from.
    if (origin?.kind === 'variable' && origin.name.endsWith('_FILE')) {
      files.set(env[origin.name] ?? '', showPath(path));
    }
  }
  const { outbox, smtp } = settings;
  if (outbox.dkim !== undefined) files.set(outbox.dkim.key, 'outbox.dkim.key');
  if (smtp.tls !== undefined) files.set(smtp.tls.key, 'smtp.tls.key');
  const keys = keyFileOf(settings);
  if (keys !== null) files.set(keys, 'secrets.keyFile');
  return files;
}

/** A warning for each file with a secret that every user of this machine can read or change. */
export async function checkSecrets(context: CommandContext, loaded: LoadedSettings): Promise<Checked[]> {
  const part = 'secrets';
  const files = secretFiles(loaded, context.env);
  const open = await Promise.all(
    [...files].map(async ([file, setting]): Promise<Checked[]> => {
      const mode = await stat(resolve(context.cwd, file)).then(
        (found) => found.mode,
        () => 0, // What cannot be read is told by the part that needs it.
      );
      if ((mode & 0o007) === 0) return [];
      const detail = `${file} holds ${setting}, and every user of this machine can read or change it`;
      return [{ part, state: 'warn', detail, advice: `chmod o-rwx ${file}` }];
    }),
  );
  const { settings } = loaded;
  const inClear =
    settings.store.uri !== '' && settings.secrets.key === undefined && keyFileOf(settings) === null;
  const detail = 'no key is set: OAuth tokens and the keys of ticket codes lie in the store unsealed';
  const advice = 'make one by `openssl rand -base64 32`, and set secrets.keyFile on each node';
  const warnings: Checked[] = [
    ...open.flat(),
    ...(inClear ? [{ part, state: 'warn', detail, advice } as const] : []),
  ];
  if (warnings.length > 0) return warnings;
  return [
    { part, state: 'ok', detail: `${files.size} files with secrets, none open to others`, advice: null },
  ];
}
