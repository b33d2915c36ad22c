/** Rules: those in force, saving others, and the versions there were. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import { changesOf } from '../admin/rules-diff.ts';
import { saveRules } from '../admin/rules-save.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { ApiError } from './problem.ts';
import { list } from './shapes.ts';

const thresholds = z
  .object({ quarantineAt: z.number(), rejectAt: z.number() })
  .nullable()
  .describe('Null: those of the settings.');

const rule = z.record(z.string(), z.unknown()).describe('As in a file of rules: docs/rules.md.');

const version = z
  .object({
    version: z.int().describe('0 before the first save.'),
    author: z.string(),
    reason: z.string(),
    at: z.date(),
  })
  .meta({ id: 'RulesVersion' });

const saved = version.extend({ rules: list(rule), thresholds }).meta({ id: 'Rules' });

const saving = z.object({
  basedOn: z.int().min(0).describe('The version that was changed; 409 where it is not the newest any more.'),
  reason: z.string().trim().min(1).max(500),
  rules: z.array(rule).max(1000),
  thresholds: thresholds.default(null),
});

/** Adds `/rules…`. */
export function addRules(api: Api, site: Site): void {
  const { rules } = site.store;
  const base = { tag: 'Rules', scope: 'admin', power: 'screening' } as const;
  endpoint(
    api,
    { ...base, method: 'get', path: '/rules', summary: 'The rules in force', answer: saved },
    async () => shown(await rules.active()),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'put',
      path: '/rules',
      summary: 'Saves a new version, which is in force at once',
      description: 'Dangerous rules are refused unless they say `meant: true`.',
      body: saving,
      answer: saved,
      problems: [409],
    },
    async ({ actor, body: { basedOn, reason, ...draft } }) => {
      await refuseFaulty(site, draft);
      const save = { draft, basedOn, reason, actor: actor.address };
      return shown(await saveRules(site, { ...save, via: 'api', action: 'rules.save' }));
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'get',
      path: '/rules/versions',
      summary: 'All versions, the newest first',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      answer: z.object({ items: list(version.extend({ changes: z.int().nullable() })) }),
    },
    async ({ query: { limit } }) => {
      const found = await rules.history(limit + 1);
      const items = found.slice(0, limit).map((one, at) => {
        const before = found[at + 1];
        return { ...one, changes: before === undefined ? null : changesOf(before, one).length };
      });
      return { items };
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'get',
      path: '/rules/versions/{version}',
      summary: 'One version',
      params: z.object({ version: z.coerce.number().int().min(0) }),
      answer: saved,
    },
    async ({ params }) => {
      const found = await rules.find(params.version);
      if (found === null) throw new Failure('not-found', 'there is no such version');
      return shown(found);
    },
  );
}

type Shown = Parameters<typeof changesOf>[0];

/** Rules are kept as they were written, whatever that was; here they are objects. */
function shown<Set extends Shown>(set: Set): Omit<Set, 'rules'> & { rules: Record<string, unknown>[] } {
  return { ...set, rules: set.rules.map((one) => Object(one)) };
}

/** Throws a problem that names all that keeps it from being saved. */
async function refuseFaulty({ rules }: Site, draft: Shown): Promise<void> {
  const faults = (await rules.faults(draft)).map(({ path, problem }) => ({
    pointer: pointerOf(path),
    detail: problem,
  }));
  const dangers = rules.dangers(draft).map(({ path, danger }) => ({
    pointer: pointerOf(path),
    detail: `${danger}: say meant: true where this is meant`,
  }));
  const errors = [...faults, ...dangers];
  if (errors.length > 0) throw new ApiError('invalid', 'the rules cannot be saved', { errors });
}

/** `rules[2].when.body` as a JSON Pointer (RFC 6901). */
function pointerOf(path: string): string {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
