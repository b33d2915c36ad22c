/** The figures as the Markdown of docs/quality.md. */
import { capMs, type ReplyScore } from './corpora-replies.ts';
import type { Cell, Run, Scored } from './corpora-scores.ts';
import type { SpamScore } from './corpora-spam.ts';
import { notAhead, targets } from './corpora-targets.ts';
import type { ThreadScore } from './corpora-threads.ts';
import { repliesWithLosses } from './corpora-words.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const ratio = (cell: Cell | undefined): string =>
  cell === undefined || cell.of === 0
    ? '–'
    : `${Math.round(cell.right * 10) / 10}/${cell.of} ${percent(cell.right / cell.of)}`;

/** Targets, and where they are not met for replies and against the peer, by name. */
export function targetsSection(ours: Scored, peer: Scored): string {
  const rows = targets(ours, peer).map(({ what, wanted, got, met }) => [
    what,
    wanted,
    got,
    met ? 'met' : '**not met**',
  ]);
  const losses = repliesWithLosses(ours.misses).flatMap(({ name, sentences }) =>
    sentences.length > 0 ? [`\`${name}\``] : [],
  );
  const behind = notAhead(ours.run, peer.run).map((key) => {
    const [corpus, quality, field] = key.split('/');
    return `${corpus} ${field}${quality === 'silver' ? ' (silver)' : ''}: ${ratio(ours.run.corpora[key])}, peer ${ratio(peer.run.corpora[key])}`;
  });
  return [
    table(['', 'wanted', 'got', ''], rows),
    `Replies with a sentence lost: ${losses.join(', ') || 'none'}.`,
    `Postern is not ahead in: ${behind.length === 0 ? 'nothing.' : `\n\n${behind.map((line) => `- ${line}`).join('\n')}`}`,
  ].join('\n\n');
}

/** All corpora together, by field, and what counts mails and not fields. */
export function overallSection(ours: Run, peer: Run): string {
  const keys = [...new Set([...Object.keys(ours.fields), ...Object.keys(peer.fields)])].sort();
  const rows = keys.map((key) => {
    const [quality = '', field = ''] = key.split('/');
    return [`\`${field}\``, quality, ratio(ours.fields[key]), ratio(peer.fields[key])];
  });
  const names = [...new Set([...Object.keys(ours.figures), ...Object.keys(peer.figures)])];
  const say = (value: Run['figures'][string] | undefined) =>
    value === null || value === undefined ? '–' : String(value);
  const figures = names.map((name) => [name, say(ours.figures[name]), say(peer.figures[name])]);
  return [
    table(['field', 'answers', 'Postern', 'peer'], rows),
    table(['over all mails', 'Postern', 'peer'], figures),
  ].join('\n\n');
}

/** Each corpus by itself. */
export function corporaSection(ours: Run, peer: Run): string {
  const keys = [...new Set([...Object.keys(ours.corpora), ...Object.keys(peer.corpora)])].sort();
  const rows = keys.map((key) => {
    const [corpus = '', quality = '', field = ''] = key.split('/');
    return [corpus, `\`${field}\``, quality, ratio(ours.corpora[key]), ratio(peer.corpora[key])];
  });
  return table(['corpus', 'field', 'answers', 'Postern', 'peer'], rows);
}

/** Pairs of mails that are in one ticket, or in linked ones. */
export function threadsSection(scores: readonly ThreadScore[]): string {
  const cells = ({ precision, recall, f1 }: ThreadScore['together']) => [precision, recall, f1].map(percent);
  const rows = scores.map(({ name, mails, together, linked }) => [
    name,
    String(mails),
    String(together.wanted),
    ...cells(together),
    ...cells(linked),
  ]);
  const names = ['precision', 'recall', 'F1'];
  return table(['case', 'mails', 'pairs', ...names, ...names.map((name) => `linked: ${name}`)], rows);
}

/** How well spam is told from ham; or why that could not be measured. */
export function spamSection(scores: readonly SpamScore[] | string): string {
  if (typeof scores === 'string') return `Not measured: ${scores}.`;
  const [first] = scores;
  const head = [
    'spam against',
    'ham',
    'spam',
    'ROC-AUC',
    ...(first?.at ?? []).map(
      ({ falsePositives }) => `spam found at ≤ ${falsePositives * 100} % false positives`,
    ),
    `spam found at score ${first?.shipped.threshold ?? ''} (shipped)`,
    'false positives there',
  ];
  const rows = scores.map(({ ham, hams, spams, auc, at, shipped }) => [
    ham,
    String(hams),
    String(spams),
    auc.toFixed(4),
    ...at.map(({ recall }) => percent(recall)),
    percent(shipped.recall),
    percent(shipped.falsePositives),
  ]);
  return table(head, rows);
}

/** The libraries that split replies, against each other. */
export function repliesSection(
  scores: readonly ReplyScore[],
  versions: Readonly<Record<string, string>>,
): string {
  const rows = scores.map(
    ({ library, exact, recall, precision, contains, wordsLost, mailsWithLosses, slowest }) => [
      library === 'postern'
        ? 'Postern’s own (`src/mail/reply/reply-text.ts`)'
        : `\`${library}\` ${versions[library] ?? ''}`,
      ratio(exact),
      percent(recall.mean ?? 0),
      percent(precision.mean ?? 0),
      ratio(contains),
      `${wordsLost} in ${mailsWithLosses}`,
      `${tookWords(slowest.took)} (${slowest.what})`,
    ],
  );
  const head = [
    '',
    'exact',
    'recall',
    'precision',
    'must and must not hold',
    'words lost in mails',
    'slowest hostile text',
  ];
  return table(head, rows);
}

function tookWords(took: ReplyScore['slowest']['took']): string {
  if (took === 'time over') return `no answer within ${capMs / 1000} s`;
  return typeof took === 'string' ? took : `${Math.round(took)} ms`;
}
