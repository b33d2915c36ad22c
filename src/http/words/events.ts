/** What happened to a ticket, in the language of the reader: the history keeps it in English, in a few fixed forms. */
import { reasons } from '../../decision.ts';
import { wordsOf } from './words.ts';

type Rule = readonly [form: RegExp, german: string];

/** Forms that the desk and filing write; `$1` and so on stand for the particulars. */
const german: readonly Rule[] = [
  [/^assigned to nobody\b/, 'niemandem mehr zugewiesen'],
  [/^assigned to (.+)$/, 'zugewiesen an $1'],
  [/^moved from (.+) to (.+)$/, 'von $1 nach $2 verschoben'],
  [/^priority (\w+) → (\w+)$/, 'Priorität $1 → $2'],
  [/^waits until (.+)$/, 'wartet bis $1'],
  [/^woken$/, 'geweckt'],
  [/^no longer a known solution$/, 'keine bekannte Lösung mehr'],
  [/^the solution of: (.*)$/s, 'die Lösung für: $1'],
  [/^subject was: (.*)$/s, 'der Betreff war: $1'],
  [/^merged into (.+)$/, 'zusammengeführt mit $1'],
  [/^(\S+) was merged into this ticket$/, '$1 wurde mit diesem Ticket zusammengeführt'],
  [/^a message went to (.+)$/, 'eine Nachricht zog um nach $1'],
  [/^(\d+) messages went to (.+)$/, '$1 Nachrichten zogen um nach $2'],
  [/^split from (.+)$/, 'abgetrennt von $1'],
  [/^link to (.+) removed$/, 'Verknüpfung mit $1 entfernt'],
  [/^linked to (.+)$/, 'verknüpft mit $1'],
  [/^answer taken back before it was sent$/, 'Antwort vor dem Versand zurückgenommen'],
  [/^opened by hand$/, 'von Hand eröffnet'],
  [/^opened for (.+), whose mail this is$/, 'eröffnet für $1; von dort stammt die Mail'],
  [/^reopened by an answer$/, 'durch eine Antwort wieder geöffnet'],
  [/^mail to (.+) came back: (.*)$/s, 'Mail an $1 kam zurück: $2'],
  [/^The mail to (.+) could not be delivered: (.*)$/s, 'Die Mail an $1 war nicht zustellbar: $2'],
];

/** The text of an event for a reader of that language. What has no known form stays as it is. */
export function eventText(language: string, mark: string | null, text: string): string {
  const words = wordsOf(language);
  const reason = Object.entries(reasons).find(([, english]) => english === text)?.[0];
  if (reason !== undefined) return ofReason(words, mark, words.reasons[reason as keyof typeof reasons]);
  const states = /^(\w+) → (\w+)$/.exec(text);
  if (states !== null) return `${stateWord(words, states[1])} → ${stateWord(words, states[2])}`;
  if (!language.startsWith('de')) return text;
  const rule = german.find(([form]) => form.test(text));
  return rule === undefined ? text : text.replace(rule[0], rule[1]);
}

type Words = ReturnType<typeof wordsOf>;

function ofReason(words: Words, mark: string | null, reason: string): string {
  return mark === 'no-receipt' ? `${words.ticket.noReceipt} ${reason}` : reason;
}

function stateWord(words: Words, state: string | undefined): string {
  const names: Readonly<Record<string, string>> = words.states;
  return names[state ?? '']?.toLowerCase() ?? state ?? '';
}
