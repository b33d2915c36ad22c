/** Puts what was measured into a page of `docs/`, between markers, and leaves the words around it alone. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const performancePage = fileURLToPath(new URL('../docs/performance.md', import.meta.url));

/** Replaces the section of that name. Throws where the page has no such section. */
export async function writeSection(name: string, markdown: string, page = performancePage): Promise<void> {
  const before = await readFile(page, 'utf8');
  const [begin, end] = [`<!-- ${name} begin -->`, `<!-- ${name} end -->`];
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no section ${name}`);
  const after = `${before.slice(0, from + begin.length)}\n${markdown.trim()}\n${before.slice(to)}`;
  await writeFile(page, after);
}
