/** The thresholds to draw into the histogram of scores: those of most departments, and those that differ. Pure. */
import type { Settings } from '../../config/schema.ts';
import type { Thresholds } from '../../model/rules.ts';
import type { ThresholdsOf } from './overview-data.ts';

/** `saved`: of the rules in force, which go before the settings; null where they leave them. */
export function thresholdsOf(
  { screening, departments }: Pick<Settings, 'screening' | 'departments'>,
  saved: Thresholds | null,
): ThresholdsOf[] {
  const { quarantineAt, rejectAt } = saved ?? screening;
  const general: ThresholdsOf = { quarantineAt, rejectAt, names: [] };
  const own = departments
    .map(({ name, title, screening: wishes }) => ({
      quarantineAt: wishes?.quarantineAt ?? quarantineAt,
      rejectAt: wishes?.rejectAt ?? rejectAt,
      names: [title ?? name],
    }))
    .filter((one) => !same(one, general));
  const grouped = [...Map.groupBy(own, (one) => `${one.quarantineAt} ${one.rejectAt}`).values()].flatMap(
    ([first, ...rest]) =>
      first === undefined ? [] : [{ ...first, names: [first, ...rest].flatMap(({ names }) => names) }],
  );
  // Where each department has its own, nothing goes by the general ones.
  return own.length === departments.length && own.length > 0 ? grouped : [general, ...grouped];
}

/** Departments that would refuse mail before they hold it, by what they say themselves and what holds for all. */
export function crossing(
  settings: Pick<Settings, 'screening' | 'departments'>,
  saved: Thresholds | null,
): string[] {
  return thresholdsOf(settings, saved)
    .filter(({ quarantineAt, rejectAt }) => quarantineAt > rejectAt)
    .flatMap(({ names }) => names);
}

function same(one: Thresholds, other: Thresholds): boolean {
  return one.quarantineAt === other.quarantineAt && one.rejectAt === other.rejectAt;
}
