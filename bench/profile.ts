/** Sums up profiles of `node --cpu-prof`: busy time by package and by file, and the dearest functions. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { table } from './statistics.ts';

const frame = z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() });
const profileSchema = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: frame, children: z.array(z.number()).optional() })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

const { positionals } = parseArgs({ allowPositionals: true });
for (const file of positionals) process.stdout.write(await summary(file));

async function summary(file: string): Promise<string> {
  const { nodes, samples, timeDeltas } = profileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const packages = new Map<string, number>();
  const files = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  let total = 0;
  /** What Node itself does counts for whoever of ours, or of a package, asked for it. */
  const owner = (id: number): z.output<typeof frame> | undefined => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const found = byId.get(at);
      if (found?.url.startsWith('file:') || found?.functionName.startsWith('(g')) return found;
    }
    return byId.get(id);
  };
  samples.forEach((id, at) => {
    const self = byId.get(id);
    const ms = (timeDeltas[at] ?? 0) / 1000;
    total += ms;
    if (self === undefined || self.functionName === '(idle)') return;
    busy += ms;
    const asked = owner(id) ?? self;
    add(packages, packageOf(asked.url || asked.functionName), ms);
    add(files, fileOf(asked.url || asked.functionName), ms);
    add(functions, `${self.functionName || '(anonymous)'} ${fileOf(self.url)}:${self.lineNumber + 1}`, ms);
  });
  const share = (counts: Map<string, number>, limit: number) =>
    [...counts]
      .sort(([, one], [, other]) => other - one)
      .slice(0, limit)
      .map(([name, ms]) => [name, `${((100 * ms) / busy).toFixed(1)} %`]);
  return [
    `busy ${(busy / 1000).toFixed(1)} s of ${(total / 1000).toFixed(1)} s\n`,
    table(['package', 'busy time'], share(packages, 20)),
    table(['file', 'busy time'], share(files, 40)),
    table(['function (self)', 'busy time'], share(functions, 45)),
    '',
  ].join('\n\n');
}

function add(counts: Map<string, number>, name: string, ms: number): void {
  counts.set(name, (counts.get(name) ?? 0) + ms);
}

function packageOf(url: string): string {
  const inside = url.split('node_modules/').slice(1);
  if (inside.length === 0)
    return url.startsWith('file:') ? 'postern' : url.startsWith('node:') ? 'node' : url;
  const parts = (inside.at(-1) ?? '').split('/');
  return parts[0]?.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function fileOf(url: string): string {
  return (
    url
      .split('node_modules/')
      .at(-1)
      ?.replace(/^.*\/(?=src\/)/, '') ?? url
  );
}
