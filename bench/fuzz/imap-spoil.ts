/** How the answers of an IMAP server go wrong. The octets and UIDs of mails are let be: whose server lies, nobody can serve. */
import { damaged } from './damage.ts';
import { below, pick, type Random } from './random.ts';

/** What the client gets of an answer; `ends`: and then the connection is gone. */
export type Spoil = (lines: readonly string[]) => {
  readonly lines: readonly string[];
  readonly ends: boolean;
};

const strays = [
  '* BYE shutting down\r\n',
  '* 1 EXPUNGE\r\n',
  '* 4294967296 EXISTS\r\n',
  '* 0 RECENT\r\n',
  '* 3 EXISTS\r\n',
  '* VANISHED (EARLIER) 1:3\r\n',
  '* NO [ALERT] the disk is nearly full\r\n',
  '* OK [UIDVALIDITY 9] other uids\r\n',
  '* BAD what\r\n',
  '* FLAGS (\r\n',
  '* LIST () NIL\r\n',
  '* 1 FETCH (FLAGS (\\Seen))\r\n',
  '* 1 FETCH (UID 1 BODY[] {99999999999}\r\n',
  '* ESEARCH (TAG "x") UID ALL\r\n',
  '* SEARCH\r\n',
  '+ \r\n',
  '\r\n',
  '\0\xff\x80\r\n',
  'x9999 OK nobody asked\r\n',
  `* OK ${'('.repeat(2000)}\r\n`,
  `* OK "${'a'.repeat(20_000)}\r\n`,
];

type Way = (lines: string[], random: Random) => readonly string[] | null;

const at = (lines: readonly unknown[], random: Random): number => below(random, lines.length);

/** Null: cut off in the midst. */
const ways: readonly Way[] = [
  (lines, random) => lines.toSpliced(at(lines, random), 1),
  (lines, random) => lines.toSpliced(at(lines, random), 0, lines[at(lines, random)] ?? ''),
  (lines) => lines.toReversed(),
  (lines, random) => lines.toSpliced(at(lines, random), 0, pick(random, strays, '')),
  (lines, random) => lines.toSpliced(at(lines, random), 0, pick(random, strays, '')),
  (lines, random) =>
    lines.map((line) =>
      line.replace(/^(\S+) OK/, `$1 ${pick(random, ['NO', 'BAD', 'ok', 'PREAUTH', ''], '')}`),
    ),
  (lines) => lines.map((line) => line.replace(/^[^*+\s]+/, 'zz1')),
  (lines, random) =>
    lines.map((line) =>
      isTrue(line)
        ? line
        : Buffer.from(damaged([Buffer.from(line, 'latin1')], random))
            .toString('latin1')
            .slice(0, 50_000),
    ),
  () => [],
  () => null,
];

/** What must come as it is, if it comes: which mails there are, and their octets. */
function isTrue(line: string): boolean {
  return /^\* (?:SEARCH|\d+ FETCH)/.test(line);
}

/** Spoils each answer with this chance, until `calm` says that it is enough. */
export function spoiling(random: Random, chance: number, calm: () => boolean): Spoil {
  return (lines) => {
    if (calm() || random() >= chance) return { lines, ends: false };
    const spoilt = pick(random, ways, null)?.([...lines], random) ?? null;
    if (spoilt !== null) {
      const search = lines.filter((line) => line.startsWith('* SEARCH') && !spoilt.includes(line));
      return { lines: spoilt.length === 0 ? [] : [...search, ...spoilt], ends: false };
    }
    const all = lines.join('');
    return { lines: [all.slice(0, below(random, all.length))], ends: true };
  };
}
