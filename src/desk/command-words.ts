/** The commands that staff write into the first lines of a mail, and their names. */

const commandNames = [
  'note',
  'all',
  'help',
  'me',
  'assign',
  'solved',
  'close',
  'open',
  'waiting',
  'tag',
  'untag',
  'priority',
  'department',
  'snooze',
  'merge',
  'link',
  'unlink',
  'subject',
  'new',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What people write instead, in English and German. */
const aliases: Readonly<Record<string, CommandName>> = {
  private: 'note',
  notiz: 'note',
  intern: 'note',
  replyall: 'all',
  alle: 'all',
  commands: 'help',
  hilfe: 'help',
  take: 'me',
  mine: 'me',
  ich: 'me',
  owner: 'assign',
  zuweisen: 'assign',
  solve: 'solved',
  resolve: 'solved',
  resolved: 'solved',
  gelöst: 'solved',
  erledigt: 'solved',
  closed: 'close',
  schließen: 'close',
  geschlossen: 'close',
  reopen: 'open',
  offen: 'open',
  wait: 'waiting',
  pending: 'waiting',
  warten: 'waiting',
  tags: 'tag',
  stichwort: 'tag',
  prio: 'priority',
  priorität: 'priority',
  move: 'department',
  abteilung: 'department',
  sleep: 'snooze',
  wiedervorlage: 'snooze',
  zusammenführen: 'merge',
  verknüpfen: 'link',
  betreff: 'subject',
  split: 'new',
  neu: 'new',
};

/** The command of that name, in any case and with composed or decomposed letters; null where there is none. */
export function commandOf(word: string): CommandName | null {
  const name = word.normalize('NFC').toLowerCase();
  return (
    commandNames.find((one) => one === name) ??
    (Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null)
  );
}

/** Commands whose argument is all the rest of the line, `#` and all. */
export const takesLine: ReadonlySet<CommandName> = new Set(['note', 'subject', 'new']);
