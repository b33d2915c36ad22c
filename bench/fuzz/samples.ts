/** Mails to damage: the fixtures, and the corpora where they lie beside the checkout. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Larger mails of the corpora would take all the time for themselves. */
const maxMail = 1_048_576;

/** All mails in a folder and below, in the order of their names; none where there is no such folder. */
export function mailsIn(folder: string): Uint8Array[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.eml'))
    .sort()
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).size <= maxMail)
    .map((file) => readFileSync(file));
}

/** The fixtures, or those of one kind: `bounces`. */
export function fixtures(kind = ''): Uint8Array[] {
  return mailsIn(join(here('../../fixtures/mail'), kind));
}

export function corpora(): Uint8Array[] {
  return mailsIn(here('../../../shared/corpora'));
}
