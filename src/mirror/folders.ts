/** The tree of folders: one for each department, and in it one for each state that mail programs can tell apart. */
import type { Department, MirrorSettings } from '../config/schema.ts';
import { titleOf } from '../mail/outgoing.ts';
import type { Ticket, TicketState } from '../model/ticket.ts';

/** What a folder stands for. */
export interface Standing {
  readonly department: string;
  readonly state: TicketState;
}

export interface FolderTree {
  /** All folders, each with what it stands for; `/` between names. */
  readonly folders: ReadonlyMap<string, Standing>;
  /** The folder of a ticket; null where its department is none of the settings any more. */
  folderOf(ticket: Pick<Ticket, 'department' | 'state'>): string | null;
}

type Shown = Exclude<TicketState, 'new'>;

/** Nobody sorts by hand what only time tells: new tickets are open ones. */
const names: Record<MirrorSettings['language'], Record<Shown, string>> = {
  en: { open: 'Open', waiting: 'Waiting', held: 'Held', solved: 'Solved', closed: 'Closed' },
  de: {
    open: 'Offen',
    waiting: 'Wartet',
    held: 'Zurückgehalten',
    solved: 'Gelöst',
    closed: 'Geschlossen',
  },
};

/** The tree for these departments. */
export function folderTree(
  { root, language }: Pick<MirrorSettings, 'root' | 'language'>,
  departments: readonly Department[],
): FolderTree {
  const folders = new Map<string, Standing>();
  const byTicket = new Map<string, string>();
  const titles = new Set<string>();
  for (const department of departments) {
    const title = freeTitle(department, titles);
    titles.add(title.toLowerCase());
    for (const state of Object.keys(names[language]) as Shown[]) {
      const folder = [root, title, names[language][state]].filter((name) => name !== '').join('/');
      folders.set(folder, { department: department.name, state });
      byTicket.set(`${department.name}/${state}`, folder);
    }
  }
  const folderOf: FolderTree['folderOf'] = ({ department, state }) =>
    byTicket.get(`${department}/${state === 'new' ? 'open' : state}`) ?? null;
  return { folders, folderOf };
}

/** Servers that put a dot between names, as Maildir++ does, allow none in them. */
function freeTitle(department: Department, taken: ReadonlySet<string>): string {
  const plain = (text: string) =>
    text
      .replace(/[/.\\%*&~\p{C}]+/gu, '-')
      .trim()
      .slice(0, 60);
  const title = plain(titleOf(department)) || plain(department.name);
  return taken.has(title.toLowerCase()) ? `${title} (${plain(department.name)})` : title;
}
