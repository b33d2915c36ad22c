/** Expected answers that are wrong or a matter of taste: the corpora’s own list, which the scorer leaves out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.array(
  z.object({ corpus: z.string(), case: z.string(), field: z.string(), reason: z.string() }),
);

/** The exceptions as a Markdown list, those of one reason and field in one line. */
export async function exceptionsSection(corpora: string): Promise<string> {
  const all = schema.parse(JSON.parse(await readFile(join(corpora, 'exceptions.json'), 'utf8')));
  const groups = Map.groupBy(all, ({ corpus, field, reason }) => `${corpus}, \`${field}\`: ${reason}`);
  return [...groups]
    .map(([what, cases]) => `- ${what} (${cases.map((one) => `\`${one.case}\``).join(', ')})`)
    .join('\n');
}
