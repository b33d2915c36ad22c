/** Evidence for mail to many. */
import { listMaster, type NatureParts, type Sign, values } from './sign.ts';

const listFields = [
  'list-id',
  'list-post',
  'list-unsubscribe',
  'list-subscribe',
  'mailing-list',
  'x-mailing-list',
  'x-mailman-version',
  'x-list-manager',
  'x-mailinglist',
  'x-ml-name',
];

/** Mail to many: by list fields (RFC 2369, 2919), or in bulk by the hand of a list's keeper. */
export function listSigns({ headers, author, subject }: NatureParts): Sign[] {
  const signs: Sign[] = listFields
    .filter((name) => values(headers, name).length > 0)
    .map((name) => ({ kind: 'list', why: name }));
  const precedences = precedence(headers);
  if (precedences.includes('list')) signs.push({ kind: 'list', why: 'Precedence: list' });
  const keepers = ['sender', 'errors-to', 'return-path', 'x-loop'].flatMap((name) => values(headers, name));
  const kept = [author, ...keepers.map((value) => value.replace(/^<|>$/g, ''))].some((one) =>
    listMaster.test(one),
  );
  if (precedences.includes('bulk') && (kept || /\bdigest\b/i.test(subject)))
    signs.push({ kind: 'list', why: 'Precedence: bulk, sent by the keeper of a list' });
  return signs;
}

/** The words of Precedence, in lower case. */
export function precedence(headers: NatureParts['headers']): string[] {
  return [...values(headers, 'precedence'), ...values(headers, 'x-precedence')].map((value) =>
    value.toLowerCase(),
  );
}
