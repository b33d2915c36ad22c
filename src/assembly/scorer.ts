/** The scorer that the settings name, and what it is asked with. */
import type { Settings } from '../config/schema.ts';
import type { Engine } from '../model/facts.ts';
import type { Scorer, Teacher } from '../model/ports.ts';
import { makeRspamd, type RspamdOptions } from '../screening/rspamd.ts';
import { requestSettings } from '../screening/rspamd-settings.ts';
import { makeSpamd, type SpamdOptions } from '../screening/spamd.ts';
import { makeSpamdTeacher } from '../screening/spamd-teach.ts';
import { makeUpstream } from '../screening/upstream.ts';

type ScorerSettings = Pick<Settings, 'screening' | 'imap' | 'departments' | 'authentication'>;

/** What scores mail by the settings. */
export function engineOf({ screening, imap }: Pick<Settings, 'screening' | 'imap'>): Engine | 'none' {
  const { engine, rspamd, spamd } = screening;
  if (engine !== 'auto') return engine;
  if (rspamd.url !== '') return 'rspamd';
  if (spamd.host !== '' || spamd.socket !== '') return 'spamd';
  return imap.some(({ scoredBy = [] }) => scoredBy.length > 0) ? 'upstream' : 'none';
}

/** How rspamd is asked. `laneOf`: which of our addresses a recipient stands for. */
export function rspamdOptions(
  { screening, departments }: Pick<Settings, 'screening' | 'departments'>,
  hostname: string,
  laneOf: (recipient: string) => string | null = (recipient) => recipient.toLowerCase(),
): RspamdOptions {
  const { url, password } = screening.rspamd;
  const wishes = new Map(
    departments.flatMap((department) =>
      department.addresses.map((lane) => [lane, department.screening] as const),
    ),
  );
  const asksMore = departments.some((department) => department.screening !== undefined);
  return {
    url,
    password: password ?? null,
    timeoutMs: screening.timeoutMs,
    mtaName: hostname,
    settingsOf: (recipients) =>
      asksMore
        ? requestSettings(
            recipients.map((recipient) => wishes.get(laneOf(recipient) ?? '')),
            screening,
          )
        : null,
  };
}

/** How spamd is asked. */
export function spamdOptions({ screening }: Pick<Settings, 'screening'>, hostname: string): SpamdOptions {
  const { host, port, socket, user, maxSize } = screening.spamd;
  return {
    place: socket === '' ? { host: host || '127.0.0.1', port } : { path: socket },
    user,
    maxSize,
    timeoutMs: screening.timeoutMs,
    mtaName: hostname,
  };
}

/** The scorer of the settings; without one, every mail is told that there is none. */
export function makeScorer(
  settings: ScorerSettings,
  hostname: string,
  laneOf?: (recipient: string) => string | null,
): Scorer {
  switch (engineOf(settings)) {
    case 'rspamd':
      return makeRspamd(rspamdOptions(settings, hostname, laneOf));
    case 'spamd':
      return makeSpamd(spamdOptions(settings, hostname));
    case 'upstream':
      return makeUpstream({
        trustedAuthservIds: settings.authentication.trustedAuthservIds,
        scoredBy: (name) => settings.imap.find((account) => account.name === name)?.scoredBy ?? [],
      });
    case 'none':
      return { score: async () => ({ kind: 'off' }) };
  }
}

/** The teacher of spamd; null where another engine scores. */
export function spamdTeacher(settings: ScorerSettings, hostname: string): Teacher | null {
  return engineOf(settings) === 'spamd' ? makeSpamdTeacher(spamdOptions(settings, hostname)) : null;
}
