/** Evidence for mail to many. */
import { listMaster, type NatureParts, robot, type Sign, values } from './sign.ts';

const listFields = [
  'list-id',
  'list-post',
  'list-subscribe',
  'mailing-list',
  'x-mailing-list',
  'x-mailman-version',
  'x-list-manager',
  'x-mailinglist',
  'x-ml-name',
];

/** Mail to many: by list fields (RFC 2369, 2919), or in bulk by the hand of a list's keeper. */
export function listSigns(parts: NatureParts): Sign[] {
  const { headers, author, subject } = parts;
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
  if (values(headers, 'list-unsubscribe').length === 0) return signs;
  return signs.length > 0 ? [...signs, unsubscribes] : unsubscribeSigns(parts);
}

/** How to get off a list, as its footer says. */
const footer =
  /unsubscrib|opt[- ]?out|(?:manage|update|change) (?:your )?(?:e-?mail )?(?:preferences|subscription)|view (?:this|it|e-?mail)[^\n]{0,30}browser|abmeld|abbestell|austragen|désabonn|désinscri|se désinscrire|darse? de baja|cancelar (?:la |a |tu |su |sua )?(?:su[bs]scripci[oó]n|su[bs]scrição|inscri)|disiscri|cancellar[^\n]{0,20}iscrizione|afmelden|uitschrijven|avregistrer|avprenumer|avsluta prenumeration|afmeld|meld (?:deg|dig) av|wypisa|zrezygnowa|odhlási|leiratkoz|dezabon|отпис|відпис|üyelikten|aboneli[kğ]|退订|退訂|取消订阅|配信(?:停止|解除)|수신 ?거부/i;

const weakly = (why: string): Sign => ({ kind: 'list', why, weak: true });
const unsubscribes = weakly('list-unsubscribe');

/**
 * List-Unsubscribe (RFC 2369, 3.2) is on mail that salespeople write out of their CRM, to one person: it takes another
 * sign of mail to many. On an answer it asks for nothing.
 */
function unsubscribeSigns({ headers, author, text }: NatureParts): Sign[] {
  const answers = values(headers, 'in-reply-to').length > 0;
  const signs: Sign[] = [{ ...unsubscribes, silent: !answers }];
  const word = precedence(headers).find((one) => one === 'bulk' || one === 'junk');
  if (word !== undefined) signs.push(weakly(`Precedence: ${word}`));
  if (robot.test(author)) signs.push(weakly('no address of a person'));
  if (!answers && footer.test(text.slice(-4000))) signs.push(weakly('says how to unsubscribe'));
  return signs;
}

/** The words of Precedence, in lower case. */
export function precedence(headers: NatureParts['headers']): string[] {
  return [...values(headers, 'precedence'), ...values(headers, 'x-precedence')].map((value) =>
    value.toLowerCase(),
  );
}
