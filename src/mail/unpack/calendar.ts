/** Invitations (iCalendar, RFC 5545; iTIP, RFC 5546) in a few lines that a person can read. */

interface Line {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** Longer than any invitation; exports of whole calendars are not summed up. */
const maxLength = 262_144;

const titles: Readonly<Record<string, string>> = {
  CANCEL: 'Cancelled invitation',
  REPLY: 'Answer to an invitation',
  COUNTER: 'Another time proposed for',
  DECLINECOUNTER: 'Proposed time declined for',
};

const answers: Readonly<Record<string, string>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentatively accepted',
  DELEGATED: 'delegated',
};

/** What, when, where and by whom; null where no event is in it. Never throws. */
export function summariseInvitation(text: string): string | null {
  const lines = contentLines(text.slice(0, maxLength));
  const method = textOf(lines, 'METHOD')?.toUpperCase() ?? '';
  const event = firstEvent(lines);
  const summary = unescaped(textOf(event, 'SUMMARY') ?? '');
  const start = event.find((line) => line.name === 'DTSTART');
  if (summary === '' && start === undefined) return null;
  const end = event.find((line) => line.name === 'DTEND');
  const organiser = event.find((line) => line.name === 'ORGANIZER');
  const rows: (readonly [string, string])[] = [
    [titles[method] ?? (method === 'REQUEST' || method === '' ? 'Invitation' : 'Appointment'), summary],
    ['When', period(start, end)],
    ['Where', unescaped(textOf(event, 'LOCATION') ?? '')],
    ['Organiser', organiser === undefined ? '' : person(organiser)],
    ['Answer', method === 'REPLY' ? attendance(event) : ''],
    ['Note', unescaped(textOf(event, 'COMMENT') ?? '')],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Unfolded lines (RFC 5545, 3.1). */
function contentLines(text: string): Line[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n')
    .map(contentLine)
    .filter((line) => line !== null);
}

function contentLine(line: string): Line | null {
  const found = /^([\w-]{1,60})((?:;[^:;="]{1,60}=(?:"[^"]*"|[^":;])*)*):(.*)$/.exec(line);
  if (found === null) return null;
  const [, name = '', list = '', value = ''] = found;
  const parameters = [...list.matchAll(/;([^=;"]{1,60})=((?:"[^"]*"|[^";])*)/g)].map(
    ([, key = '', given = '']) => [key.toUpperCase(), given.replaceAll('"', '')] as const,
  );
  return { name: name.toUpperCase(), parameters: new Map(parameters), value: value.trim() };
}

/** The lines of the first event (or to-do), without what is nested in it, such as alarms. */
function firstEvent(lines: readonly Line[]): Line[] {
  const begin = lines.findIndex(({ name, value }) => name === 'BEGIN' && /^V(?:EVENT|TODO)$/i.test(value));
  if (begin < 0) return [];
  const found: Line[] = [];
  let depth = 0;
  for (const line of lines.slice(begin + 1)) {
    if (line.name === 'BEGIN') depth += 1;
    else if (line.name === 'END' && --depth < 0) break;
    else if (depth === 0) found.push(line);
  }
  return found;
}

function textOf(lines: readonly Line[], name: string): string | undefined {
  return lines.find((line) => line.name === name)?.value;
}

/** RFC 5545, 3.3.11. */
function unescaped(value: string): string {
  return value
    .replace(/\\([\\;,nN])/g, (_, c: string) => (/n/i.test(c) ? ' ' : c))
    .replace(/\s+/g, ' ')
    .trim();
}

function period(start: Line | undefined, end: Line | undefined): string {
  if (start === undefined) return '';
  const from = moment(start);
  const to = end === undefined ? '' : moment(end);
  if (to === '' || to === from) return from;
  // On one day and in one zone, the time alone tells the rest.
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} to ${to.slice(11)}` : `${from} to ${to}`;
}

/** `2026-03-03 10:00 Europe/Berlin`: as written, for only the writer's calendar knows the zone for sure. */
function moment({ value, parameters }: Line): string {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z)?)?/.exec(value);
  if (found === null) return value;
  const [, year, month, day, hour, minute, utc] = found;
  const zone = utc === undefined ? (parameters.get('TZID') ?? '') : 'UTC';
  const time = hour === undefined ? '' : ` ${hour}:${minute} ${zone}`;
  return `${year}-${month}-${day}${time}`.trim();
}

function person({ value, parameters }: Line): string {
  const address = value.replace(/^mailto:/i, '');
  const name = parameters.get('CN') ?? '';
  return name === '' || name === address ? address : `${name} <${address}>`;
}

function attendance(event: readonly Line[]): string {
  return event
    .filter((line) => line.name === 'ATTENDEE')
    .slice(0, 20)
    .map((line) =>
      `${person(line)} ${answers[line.parameters.get('PARTSTAT')?.toUpperCase() ?? ''] ?? ''}`.trim(),
    )
    .join(', ');
}
