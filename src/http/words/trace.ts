/** The texts of traces in the language that somebody reads. */
import { traceDe } from './trace-de.ts';
import { type TraceWords, traceEn } from './trace-en.ts';

/** By a code of ours, or a tag that begins with it. */
export function traceWords(language: string): TraceWords {
  return language.startsWith('de') ? traceDe : traceEn;
}
