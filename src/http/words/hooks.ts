/** The texts of webhooks in the language that somebody reads. */
import { hooksDe } from './hooks-de.ts';
import { hooksEn } from './hooks-en.ts';

export type HookWords = { readonly [Name in Exclude<keyof typeof hooksEn, 'states'>]: string } & {
  readonly states: { readonly [Name in keyof (typeof hooksEn)['states']]: string };
};

/** By a code of ours, or a tag that begins with it. */
export function hookWords(language: string): HookWords {
  return language.startsWith('de') ? hooksDe : hooksEn;
}
