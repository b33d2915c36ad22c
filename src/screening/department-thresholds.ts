/** Departments may have thresholds of their own. Pure. */
import type { Department } from '../config/schema.ts';
import type { Thresholds } from '../model/rules.ts';

/** Those that hold for mail to a lane: what its department says goes before `standard`. */
export function departmentThresholds(
  departments: readonly Pick<Department, 'addresses' | 'screening'>[],
): (lane: string, standard: Thresholds) => Thresholds {
  const own = new Map(
    departments.flatMap(({ addresses, screening }) => addresses.map((lane) => [lane, screening] as const)),
  );
  return (lane, { quarantineAt, rejectAt }) => {
    const wishes = own.get(lane);
    return {
      quarantineAt: wishes?.quarantineAt ?? quarantineAt,
      rejectAt: wishes?.rejectAt ?? rejectAt,
    };
  };
}
