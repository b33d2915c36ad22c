/** Brings a planned fault over a running world, and takes it away again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf, type PlannedFault } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Waits for its moment, strikes, and resolves when what it struck works again. */
export async function strike(
  world: World,
  { fault, afterMs, forMs, pieceMs }: PlannedFault,
  round: number,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  await sleep(afterMs);
  const from = Date.now();
  const happened = { name: nameOf(fault), act: fault.act, target: fault.target, round, from, to: Infinity };
  ledger.happened.push(happened);
  switch (fault.act) {
    case 'kill':
      await world.victims[fault.target].kill();
      await sleep(forMs);
      await world.victims[fault.target].start();
      break;
    case 'stop':
      world.victims[fault.target].pause();
      await sleep(forMs);
      world.victims[fault.target].resume();
      break;
    case 'cut':
      await world.proxies[fault.target].cut(forMs);
      break;
    case 'delay':
      await world.proxies[fault.target].delay(forMs, pieceMs);
      break;
    case 'garble':
      await world.proxies[fault.target].garble(forMs, random);
      break;
  }
  happened.to = Date.now();
}
