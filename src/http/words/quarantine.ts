/** The texts of quarantine in the language that somebody reads. */
import type { Texts } from './en.ts';
import { quarantineDe } from './quarantine-de.ts';
import { quarantineEn } from './quarantine-en.ts';

export type QuarantineWords = Texts<typeof quarantineEn>;

/** By a code of ours, or a tag that begins with it. */
export function quarantineWords(language: string): QuarantineWords {
  return language.startsWith('de') ? quarantineDe : quarantineEn;
}
