/** Processor time of a program and all it started: unlike a rate it hardly depends on what else the machine does. */
import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second: USER_HZ, fixed on Linux (proc(5)). */
const ticks = 100;

interface Usage {
  readonly parent: number;
  readonly seconds: number;
}

/** Seconds of processor time, children that have ended included. */
export async function cpuSeconds(pid: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const usages = new Map<number, Usage>();
  for (const one of pids) {
    const usage = await usageOf(one);
    if (usage !== null) usages.set(one, usage);
  }
  const inTree = (one: number): boolean => {
    for (let at: number | undefined = one; at !== undefined && at !== 0; at = usages.get(at)?.parent) {
      if (at === pid) return true;
    }
    return false;
  };
  return [...usages].reduce((sum, [one, { seconds }]) => (inTree(one) ? sum + seconds : sum), 0);
}

/** Null for a process that has ended meanwhile. */
async function usageOf(pid: number): Promise<Usage | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The name may hold spaces and brackets; what follows the last bracket are fields 3 and on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  const used = (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0);
  return { parent: Number(fields[1]), seconds: used / ticks };
}
