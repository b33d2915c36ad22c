/** Joins store, letters and settings to what people come in by, and to what changes who may. Daemon and commands share it. */
import type { Access } from '../access/access.ts';
import { type Forgot, makeForgot } from '../access/forgot.ts';
import type { LinkLetter } from '../access/letter.ts';
import { makeAccess } from '../access/make-access.ts';
import { makeTeam, type Team } from '../access/team.ts';
import type { Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import type { Log, Store } from '../model/ports.ts';
import { networkOf } from '../networks.ts';
import { SlidingWindow } from '../sliding-window.ts';
import type { LetterBox } from './letters.ts';

export interface PeopleParts {
  readonly store: Pick<Store, 'agents' | 'audit' | 'outbox'>;
  readonly log: Log;
  settings(): Settings;
  letters(): Pick<LetterBox, 'link'>;
  /** Something was queued for sending. */
  queued(): void;
  now(): Date;
}

export interface People {
  readonly access: Access;
  readonly team: Team;
  readonly forgot: Forgot;
}

const hourMs = 3_600_000;
/** Links for forgotten passwords in an hour: to one address, by one source, in all. */
const links = { address: 3, source: 10, all: 200 };

/** Log-ins, the team and forgotten passwords over the store; how many tries there are in an hour is as at the start. */
export function assemblePeople({ store, log, settings, letters, queued, now }: PeopleParts): People {
  const { agents, audit, outbox } = store;
  const { login } = settings();
  const window = (limit: number) => new SlidingWindow(limit, hourMs);
  const access = makeAccess({
    agents,
    tries: { bySource: window(login.triesPerHour), inAll: window(login.triesInAll) },
    networkOf,
    log,
    now,
    settings,
  });
  // A link that waited in the outbox for a smarthost would be over when it came.
  const mail = async (letter: LinkLetter): Promise<boolean> => {
    if (settings().outbox.smtp.host === '') return false;
    await outbox.add(letters().link(letter));
    queued();
    return true;
  };
  const url = () => webUrl(settings().http);
  const departments = () => settings().departments.map(({ name }) => name);
  const limits = {
    byAddress: window(links.address),
    bySource: window(links.source),
    inAll: window(links.all),
  };
  return {
    access,
    team: makeTeam({ agents, access, audit, departments, url, mail, now }),
    forgot: makeForgot({ agents, access, audit, limits, networkOf, url, mail, log, now }),
  };
}
