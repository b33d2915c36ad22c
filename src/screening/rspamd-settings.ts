/** What rspamd is told of the departments that a mail is for (https://docs.rspamd.com/configuration/settings). Pure. */
import type { Thresholds } from '../model/rules.ts';
import { headerText } from './exchange.ts';

/** Either the name of settings that rspamd has, or thresholds of ours. */
export type RequestSettings =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'thresholds'; readonly thresholds: Thresholds };

/** What a department wants of its own. */
export interface DepartmentScreening {
  readonly quarantineAt?: number | undefined;
  readonly rejectAt?: number | undefined;
  readonly settingsId?: string | undefined;
}

/**
 * For mail to these departments, one entry each, `undefined` for one without wishes. An ID counts where all have the same
 * one: rspamd 3.4 takes either an ID or thresholds. Of several thresholds the highest are told, so that rspamd's own word
 * never goes before that of the department which lets most in; each is then held to its own by our screen.
 */
export function requestSettings(
  departments: readonly (DepartmentScreening | undefined)[],
  standard: Thresholds,
): RequestSettings | null {
  const ids = new Set(departments.map((department) => department?.settingsId));
  const [id] = ids;
  if (ids.size === 1 && id !== undefined) return { kind: 'id', id };
  if (!departments.some((one) => one?.quarantineAt !== undefined || one?.rejectAt !== undefined)) return null;
  const highest = (name: keyof Thresholds) =>
    Math.max(...departments.map((department) => department?.[name] ?? standard[name]));
  return {
    kind: 'thresholds',
    thresholds: { quarantineAt: highest('quarantineAt'), rejectAt: highest('rejectAt') },
  };
}

/** The request fields that say so. rspamd ignores a `Settings` field that is no JSON, without a word. */
export function settingsHeaders(settings: RequestSettings | null): Record<string, string> {
  if (settings === null) return {};
  if (settings.kind === 'id') return { 'Settings-ID': headerText(settings.id) };
  const { quarantineAt, rejectAt } = settings.thresholds;
  return {
    Settings: JSON.stringify({
      actions: { reject: rejectAt, 'add header': quarantineAt, greylist: null, 'rewrite subject': null },
    }),
  };
}
