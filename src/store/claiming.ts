/** Claims: leases on rows, by the server’s clock, fenced by an epoch. */
import type { mongo } from 'mongoose';
import { freshId, type Lease, type Leased, toId } from './documents.ts';

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
  const due = isDue as unknown as mongo.Filter<Row>;
  const found = await rows.find(due, { projection: { _id: 1 }, sort: { dueAt: 1 }, limit }).toArray();
  if (found.length === 0) return [];
  const ids = { _id: { $in: found.map(({ _id }) => _id) } };
  const round = freshId();
  await rows.updateMany({ ...due, ...ids } as mongo.Filter<Row>, [
    {
      $set: {
        state,
        dueAt: leaseEnd(node),
        // A lease that ran out was a try: its node died, and perhaps of this very row.
        attempts: { $add: ['$attempts', { $cond: [{ $eq: ['$state', state] }, 1, 0] }] },
        lease: {
          owner: { $literal: node.owner },
          epoch: { $add: [{ $ifNull: ['$lease.epoch', 0] }, 1] },
          round,
        },
      },
    },
  ]);
  const mine = { ...ids, state, 'lease.round': round } as unknown as mongo.Filter<Row>;
  return rows.find(mine).sort({ _id: 1 }).toArray();
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
