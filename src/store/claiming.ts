/** Claims: leases on rows, by the server’s clock, fenced by an epoch. */
import type { mongo } from 'mongoose';
import { freshId, type Id, type Lease, type Leased, toId } from './documents.ts';
import { isTimeUp } from './errors.ts';

/** This node, as claims name it. */
export interface Node {
  readonly owner: string;
  readonly leaseMs: number;
}

/** What a claimed row is called while it is worked on. */
export type WorkingState = 'processing' | 'sending';

/** Due by the server’s clock. The first condition lets the planner use the partial index. */
const isDue = { dueAt: { $gt: new Date(0) }, $expr: { $lte: ['$dueAt', '$$NOW'] } };

/** When a lease that starts now ends. */
export function leaseEnd(node: Node): object {
  return { $add: ['$$NOW', node.leaseMs] };
}

/**
 * Claims up to `limit` due rows, oldest first. Candidates are read, then taken one by one on the server, where each is
 * looked at again: two nodes may read the same candidates and never take the same row.
 */
export async function claimDue<Row extends Leased>(
  rows: mongo.Collection<Row>,
  node: Node,
  state: WorkingState,
  limit: number,
): Promise<mongo.WithId<Row>[]> {
  if (limit < 1) return [];
  const round = freshId();
  const found = await candidates(rows, limit);
  if (found.length === 0) return [];
  const taken = takenBy<Row>(node, state, round);
  const mine = { state, 'lease.round': round } as unknown as mongo.Filter<Row>;
  const ids = { _id: { $in: found } } as unknown as mongo.Filter<Row>;
  try {
    await rows.updateMany({ ...due<Row>(), ...ids }, taken, { maxTimeMS: lockedMs.all });
    return await rows
      .find({ ...ids, ...mine })
      .sort({ _id: 1 })
      .toArray();
  } catch (error) {
    if (!isTimeUp(error)) throw error;
    return await claimUnlocked(rows, taken, mine, limit);
  }
}

/**
 * A row that a transaction has written makes an update wait for its end: for a minute, where the node of the transaction
 * was killed (`transactionLifetimeLimitSeconds`). Nobody waits so long for the other rows: each is tried for a moment.
 */
const lockedMs = { all: 1000, one: 50 } as const;
/** More than one transaction writes. */
const mostLocked = 200;

async function claimUnlocked<Row extends Leased>(
  rows: mongo.Collection<Row>,
  taken: mongo.UpdateFilter<Row>[],
  mine: mongo.Filter<Row>,
  limit: number,
): Promise<mongo.WithId<Row>[]> {
  const found = await candidates(rows, limit + mostLocked);
  const until = performance.now() + 2 * lockedMs.all;
  let left = limit;
  for (const _id of found) {
    if (left === 0 || performance.now() > until) break;
    const one = { ...due<Row>(), _id } as mongo.Filter<Row>;
    const { modifiedCount } = await rows
      .updateOne(one, taken, { maxTimeMS: lockedMs.one })
      .catch((error: unknown) => {
        if (!isTimeUp(error)) throw error;
        return { modifiedCount: 0 };
      });
    left -= modifiedCount;
  }
  return rows.find(mine).sort({ _id: 1 }).toArray();
}

async function candidates<Row extends Leased>(rows: mongo.Collection<Row>, limit: number): Promise<Id[]> {
  const options = { projection: { _id: 1 }, sort: { dueAt: 1 }, limit } as const;
  const found = await rows.find(due<Row>(), options).toArray();
  return found.map(({ _id }) => _id as unknown as Id);
}

const due = <Row>() => isDue as unknown as mongo.Filter<Row>;

/** The update of a row that is claimed. */
function takenBy<Row>(node: Node, state: WorkingState, round: Id): mongo.UpdateFilter<Row>[] {
  const fields = {
    state,
    dueAt: leaseEnd(node),
    // A lease that ran out was a try: its node died, and perhaps of this very row.
    attempts: { $add: ['$attempts', { $cond: [{ $eq: ['$state', state] }, 1, 0] }] },
    lease: {
      owner: { $literal: node.owner },
      epoch: { $add: [{ $ifNull: ['$lease.epoch', 0] }, 1] },
      round,
    },
  };
  return [{ $set: fields }] as unknown as mongo.UpdateFilter<Row>[];
}

/** What names a claim: the row, and who holds it. */
export interface Claim {
  readonly id: string;
  readonly owner: string;
  readonly epoch: number;
}

/** A filter that matches while the claim holds. */
export function fence<Row extends Leased>(claim: Claim, state: WorkingState): mongo.Filter<Row> {
  const { owner, epoch } = claim;
  return {
    _id: toId(claim.id),
    state,
    'lease.owner': owner,
    'lease.epoch': epoch,
  } as unknown as mongo.Filter<Row>;
}

/** `held`: still ours to settle. `settled`: this very claim has settled it. `lost`: another took it. */
export type Standing = 'held' | 'settled' | 'lost';

/** How a claim stands with its row; undefined: the row is gone. */
export function standing(
  row: { readonly state: string; readonly lease: Pick<Lease, 'owner' | 'epoch'> | null } | undefined,
  claim: { readonly owner: string; readonly epoch: number },
  states: { readonly working: WorkingState; readonly settled: readonly string[] },
): Standing {
  if (row?.lease?.owner !== claim.owner || row.lease.epoch !== claim.epoch) return 'lost';
  if (row.state === states.working) return 'held';
  return states.settled.includes(row.state) ? 'settled' : 'lost';
}
