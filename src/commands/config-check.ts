/** `postern config check`: whether settings would do, before anything is told to use them. */
import { makeBench } from '../assembly/assembly.ts';
import { loadSettings } from '../config/load.ts';
import { certificateFits } from '../ingest/tls.ts';
import { loadTemplates } from '../templates.ts';
import { type CommandContext, printJson } from './context.ts';
import { commandLog } from './shared.ts';

/**
 * Reads the file (default: as `postern run` does), its rules, templates and certificate, as a start or a reload would;
 * writes nothing. Throws Failure `bad-settings` with all that is wrong.
 */
export async function checkConfig(
  context: CommandContext,
  file: string | undefined,
  json: boolean,
): Promise<void> {
  const { env, cwd } = context;
  const { settings } = file === undefined ? await context.loadSettings() : loadSettings({ file, env, cwd });
  loadTemplates(settings.receipts.templates);
  await makeBench({ settings, log: commandLog(context, settings) }).reader.close();
  await certificateFits(settings.smtp);
  if (json) printJson(context.stdout, { ok: true });
  else context.stdout.write('The settings are good.\n');
}
