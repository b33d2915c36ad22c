/** The list of held mail. */
import type { Context } from 'hono';
import { type Reason, reasons } from '../../decision.ts';
import { mayManage } from '../../desk/rights.ts';
import { seenMails, seesLane } from '../../desk/seen-mails.ts';
import { told } from '../flash.ts';
import type { Env, Site } from '../site.ts';
import { heldListPage } from '../views/mail-held-list.ts';
import { heldTold } from '../views/mail-held-told.ts';
import { wordsOf } from '../words/words.ts';
import { type HeldAsked, heldAsked } from './quarantine-asked.ts';
import { heldOutcome } from './quarantine-bulk.ts';
import { surroundingsOf } from './surroundings.ts';

/** Lines of a page. */
const linesPerPage = 50;

/** Held mail of the lanes that the visitor sees. */
export async function showHeld(c: Context<Env>, site: Site): Promise<Response> {
  const asked = heldAsked.parse(c.req.query());
  const language = c.get('language');
  const lanes = lanesFor(c, site, asked.department);
  const within = lanes === 'all' ? {} : { lanes };
  const { quarantine } = site.store;
  const { q, reason, order, after } = asked;
  const [surroundings, page, found] = await Promise.all([
    surroundingsOf(c, site),
    quarantine.list({
      ...within,
      ...(q === '' ? {} : { search: q, searchReasons: reasonsNamed(language, q) }),
      ...(reason === null ? {} : { reason }),
      order,
      after,
      limit: linesPerPage,
    }),
    quarantine.reasons(lanes === 'all' ? undefined : lanes),
  ]);
  const outcome = told(c, heldOutcome);
  const { departments, screening } = site.settings();
  return c.html(
    heldListPage({
      ...surroundings,
      asked,
      page,
      reasons: [...found.keys()],
      departmentOf: (lane) => departments.find(({ addresses }) => addresses.includes(lane))?.name ?? null,
      screening,
      mayAllow: mayManage(c.get('visitor').actor, 'allow'),
      told: outcome === null ? '' : await heldTold(language, outcome, (id) => site.store.mails.find(id)),
      now: site.now(),
    }),
  );
}

/** Lanes of one department, where it is asked for, as far as the visitor sees them. */
function lanesFor(
  c: Context<Env>,
  { settings }: Site,
  department: HeldAsked['department'],
): readonly string[] | 'all' {
  const { departments } = settings();
  const { quarantine: seen } = seenMails(c.get('visitor').actor, departments);
  if (department === null) return seen === 'none' ? [] : seen;
  const own = departments.find(({ name }) => name === department)?.addresses ?? [];
  return own.filter((lane) => seesLane(seen, lane));
}

/** Reasons whose words, as the reader sees them, hold the text. */
function reasonsNamed(language: string, text: string): Reason[] {
  const words = wordsOf(language).reasons;
  const wanted = text.toLowerCase();
  return (Object.keys(reasons) as Reason[]).filter((reason) => words[reason].toLowerCase().includes(wanted));
}
