/** The texts of the pages of rules in the language that somebody reads. */
import { rulesDe } from './rules-de.ts';
import { rulesEn } from './rules-en.ts';
import { ruleTermsDe } from './rules-terms-de.ts';
import { ruleTermsEn } from './rules-terms-en.ts';

export type RuleWords = typeof rulesEn;
export type RuleTerms = typeof ruleTermsEn;

/** By a code of ours, or a tag that begins with it. */
export function ruleWords(language: string): RuleWords {
  return language.startsWith('de') ? rulesDe : rulesEn;
}

/** How fields, operators and actions are called. */
export function ruleTerms(language: string): RuleTerms {
  return language.startsWith('de') ? ruleTermsDe : ruleTermsEn;
}

/** A text with names in braces, filled. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
