/** How many rows are in each state. */
import type { mongo } from 'mongoose';

/** Counts by the index on `state`. `none` names the states. */
export async function countByState<Row extends { readonly state: State }, State extends string>(
  rows: mongo.Collection<Row>,
  none: Readonly<Record<State, number>>,
): Promise<Record<State, number>> {
  const counts: Record<State, number> = { ...none };
  const states = Object.keys(none) as State[];
  await Promise.all(
    states.map(async (state) => {
      counts[state] = await rows.countDocuments({ state } as mongo.Filter<Row>);
    }),
  );
  return counts;
}
