/** Joins the settings, the filter and the audit trail to what admins see and tune of the filter. */
import { hostname as machineName } from 'node:os';
import type { Settings } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';
import type { AuditEntry } from '../model/audit-store.ts';
import {
  type FilterDesk,
  type FilterStatus,
  type Seen,
  type Tunable,
  type Tuning,
  tuneAction,
} from '../model/filter.ts';
import type { Store } from '../model/ports.ts';
import { pingRspamd } from '../screening/probe.ts';
import { canSetThreshold, makeController, type RspamdController } from '../screening/rspamd-controller.ts';
import { pingSpamd } from '../screening/spamd.ts';
import { engineOf, spamdOptions } from './scorer.ts';

/** A page does not wait longer. */
const timeoutMs = 5000;

export interface FilterDeskParts {
  readonly store: { readonly audit: Pick<Store['audit'], 'record' | 'list'> };
  /** As they are now. */
  settings(): Settings;
}

/** Follows the settings. */
export function makeFilterDesk({ store: { audit }, settings }: FilterDeskParts): FilterDesk {
  const controller = () => {
    const found = controllerOf(settings());
    if (found === null) throw new Failure('not-found', 'no controller of rspamd is set');
    return found;
  };
  return {
    status: () => statusOf(settings()),
    weights: async () => controller().weights(),
    current: async (what) => currentOf(controller(), what),
    async tune(tuning, actor) {
      if (!settings().screening.rspamd.tune)
        throw new Failure('forbidden', 'the settings do not let rspamd be changed');
      await tune(controller(), audit, tuning, actor);
    },
    async undo() {
      const [last] = await audit.list({ action: tuneAction, limit: 1 });
      const back = last === undefined ? null : turnedRound(last);
      if (back === null) return null;
      return (await currentOf(controller(), back)) === back.from ? back : null;
    },
  };
}

/** The controller that the settings name; null where they name none, or where rspamd does not score. */
function controllerOf(settings: Settings): RspamdController | null {
  const { controller: url, controllerPassword } = settings.screening.rspamd;
  if (url === '' || engineOf(settings) !== 'rspamd') return null;
  return makeController({ url, password: controllerPassword ?? null, timeoutMs });
}

async function statusOf(settings: Settings): Promise<FilterStatus> {
  const engine = engineOf(settings);
  const { rspamd, spamd } = settings.screening;
  const controller = controllerOf(settings);
  const [answer, told] = await Promise.all([
    engine === 'rspamd' || engine === 'spamd' ? seen(ping(settings, engine)) : null,
    controller === null ? null : seen(look(controller)),
  ]);
  const places = {
    rspamd: rspamd.url,
    spamd: spamd.socket || `${spamd.host}:${spamd.port}`,
    upstream: '',
    none: '',
  };
  return { engine, place: places[engine], answer, controller: told, tunable: rspamd.tune };
}

async function ping(
  settings: Settings,
  engine: 'rspamd' | 'spamd',
): Promise<{ version: string; ms: number }> {
  if (engine === 'rspamd') return pingRspamd(settings.screening.rspamd.url, timeoutMs);
  return pingSpamd({ ...spamdOptions(settings, settings.hostname ?? machineName()), timeoutMs });
}

async function look(controller: RspamdController) {
  const [state, actions] = await Promise.all([controller.state(), controller.actions()]);
  return { state, actions };
}

const seen = <Thing>(looking: Promise<Thing>): Promise<Seen<Thing>> =>
  looking.catch((error: unknown) => ({ trouble: describe(error) }));

async function currentOf(controller: RspamdController, { kind, name }: Tunable): Promise<number | null> {
  if (kind === 'weight')
    return (await controller.weights()).find((symbol) => symbol.name === name)?.weight ?? null;
  const action = (await controller.actions()).find((one) => one.action === name);
  return action !== undefined && canSetThreshold(action) ? action.threshold : null;
}

async function tune(
  controller: RspamdController,
  audit: FilterDeskParts['store']['audit'],
  tuning: Tuning,
  actor: string,
): Promise<void> {
  const { kind, name, from, to } = tuning;
  const current = await currentOf(controller, tuning);
  if (current === null) throw new Failure('not-found', 'rspamd has nothing of that name to set');
  if (current !== from) throw new Failure('conflict', 'somebody else has changed it');
  // rspamd takes a value that it has already for a fault.
  if (from === to) return;
  const detail = { via: 'page', kind, name, before: from, after: to };
  await audit.record({ actor, action: tuneAction, subject: `${kind} ${name}`, detail });
  if (kind === 'weight') await controller.setWeight(name, to);
  else await controller.setThreshold(name, to);
}

/** What would take a change back; null for an entry of another shape. */
function turnedRound({ detail: { kind, name, before, after } }: AuditEntry): Tuning | null {
  if (kind !== 'weight' && kind !== 'threshold') return null;
  if (typeof name !== 'string' || typeof before !== 'number' || typeof after !== 'number') return null;
  return { kind, name, from: after, to: before };
}
