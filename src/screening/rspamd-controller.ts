/** rspamd's controller: what it tells of itself, and what can be changed by it (https://docs.rspamd.com/workers/controller). */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { ActionThreshold, RspamdState, SymbolWeight } from '../model/filter.ts';
import { exchange, headerText, jsonOf } from './exchange.ts';

export interface ControllerOptions {
  /** The controller worker: `http://127.0.0.1:11334`. */
  readonly url: string;
  readonly password: string | null;
  readonly timeoutMs: number;
}

/** All of them throw Failure `scorer-unavailable`. */
export interface RspamdController {
  state(): Promise<RspamdState>;
  actions(): Promise<ActionThreshold[]>;
  /** By name, each once. */
  weights(): Promise<SymbolWeight[]>;
  setWeight(name: string, weight: number): Promise<void>;
  /** Of an action that has a threshold: rspamd cannot take one away, nor give one to another. */
  setThreshold(action: string, threshold: number): Promise<void>;
}

const stateSchema = z.object({
  version: z.string(),
  uptime: z.number().default(0),
  scanned: z.number().default(0),
  learned: z.number().default(0),
  // Lua writes an empty list as an object.
  statfiles: z
    .union([
      z.array(z.object({ symbol: z.string().default(''), revision: z.number().default(0) })),
      z.object({}).transform(() => []),
    ])
    .default([]),
});

const actionsSchema = z.array(z.object({ action: z.string(), value: z.number().nullable() }));

const symbolsSchema = z.array(
  z.object({
    group: z.string().default(''),
    rules: z.array(
      z.object({
        symbol: z.string(),
        weight: z.number().nullable().default(0),
        description: z.string().nullable().default(''),
      }),
    ),
  }),
);

/** The places of actions in what /saveactions takes (rspamd 3.4 and 4.0); null leaves one as it is. */
const savedActions = ['reject', 'rewrite subject', 'add header', 'greylist'] as const;

/** A controller behind that address. */
export function makeController(options: ControllerOptions): RspamdController {
  const read = async <Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>> => {
    const found = shape.safeParse(jsonOf(await ask(options, path)));
    if (!found.success) throw away('rspamd’s controller answered in another language');
    return found.data;
  };
  const save = async (path: string, body: unknown) => {
    await ask(options, path, Buffer.from(JSON.stringify(body)));
  };
  return {
    async state() {
      const { statfiles, ...state } = await read('/stat', stateSchema);
      return { ...state, statfiles: statfiles.map(({ symbol, revision }) => ({ symbol, mails: revision })) };
    },
    async actions() {
      const actions = await read('/actions', actionsSchema);
      return actions.map(({ action, value }) => ({ action, threshold: value }));
    },
    weights: async () => weightsOf(await read('/symbols', symbolsSchema)),
    setWeight: (name, weight) => save('/savesymbols', [{ name, value: weight }]),
    setThreshold: (action, threshold) =>
      save(
        '/saveactions',
        savedActions.map((name) => (name === action ? threshold : null)),
      ),
  };
}

/** True for an action whose threshold the controller can set. */
export function canSetThreshold({ action, threshold }: ActionThreshold): boolean {
  return threshold !== null && savedActions.some((name) => name === action);
}

function weightsOf(groups: z.output<typeof symbolsSchema>): SymbolWeight[] {
  const found = new Map<string, SymbolWeight>();
  // A symbol may stand in several groups.
  for (const { group, rules } of groups)
    for (const { symbol: name, weight, description } of rules)
      if (!found.has(name))
        found.set(name, { name, group, description: description ?? '', weight: weight ?? 0 });
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function ask({ url, password, timeoutMs }: ControllerOptions, path: string, body?: Uint8Array) {
  const { status, body: text } = await exchange(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: password === null ? {} : { Password: headerText(password) },
    ...(body === undefined ? {} : { body }),
    timeoutMs,
  });
  if (status === 401 || status === 403) throw away('rspamd’s controller does not take our password');
  if (status !== 200) throw away(`rspamd’s controller answered ${status}: ${headerText(text).slice(0, 200)}`);
  return text;
}

const away = (why: string) => new Failure('scorer-unavailable', why);
