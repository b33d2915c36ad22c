/** Where a new ticket goes: the department of the lane, and what the rules make of it. Pure. */
import type { Department, RoutingRule, Settings } from '../config/schema.ts';
import type { Finding } from '../decision.ts';
import { Failure } from '../failure.ts';
import type { Facts } from '../model/facts.ts';
import type { Priority } from '../model/ticket.ts';
import { compileCondition, type FieldReader, fieldReader } from './fields.ts';

export type RoutingFacts = Pick<Facts, 'delivery' | 'mail'>;

export interface Routed {
  readonly department: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  /** A staff member's address. */
  readonly owner: string | null;
  /** Null: the rules say nothing about a receipt. */
  readonly receipt: boolean | null;
  readonly findings: readonly Finding[];
}

export type Router = (facts: RoutingFacts) => Routed;

interface CompiledRule {
  readonly name: string;
  readonly holds: (facts: RoutingFacts) => boolean;
  readonly then: RoutingRule['then'];
}

/**
 * Compiles the rules once. Of several that hold, later ones override earlier ones, and tags add up; none is looked at
 * after one that says `stop`. Throws Failure `bad-settings` with all that is wrong in the rules.
 */
export function makeRouter({ departments, routing }: Pick<Settings, 'departments' | 'routing'>): Router {
  const problems: string[] = [];
  const rules = routing.map((rule) => compileRule(rule, departments, (text) => problems.push(text)));
  if (problems.length > 0) throw new Failure('bad-settings', problems.join('\n'));
  return (facts) => apply(rules, facts, byLane(departments, facts));
}

function byLane(departments: readonly Department[], { delivery }: RoutingFacts): Routed {
  const home = departments.find(({ addresses }) => addresses.includes(delivery.lane)) ?? departments[0];
  const department = home?.name ?? '';
  const findings: Finding[] = [{ stage: 'route', reason: 'by-lane', detail: department }];
  return { department, priority: 'normal', tags: [], owner: null, receipt: null, findings };
}

function apply(rules: readonly CompiledRule[], facts: RoutingFacts, start: Routed): Routed {
  let routed = start;
  for (const { name, holds, then } of rules) {
    if (!holds(facts)) continue;
    routed = {
      department: then.department ?? routed.department,
      priority: then.priority ?? routed.priority,
      tags: then.tag === undefined ? routed.tags : [...new Set([...routed.tags, then.tag])],
      owner: then.owner ?? routed.owner,
      receipt: then.receipt ?? routed.receipt,
      findings: [...routed.findings, { stage: 'route', reason: 'by-rule', detail: name }],
    };
    if (then.stop) break;
  }
  return routed;
}

function compileRule(
  { name, when, then }: RoutingRule,
  departments: readonly Department[],
  complain: (problem: string) => void,
): CompiledRule {
  const tests = Object.entries(when).flatMap(([field, condition]) => {
    const read = fieldReader(field);
    if (read === null) complain(`routing rule “${name}”: there is no field \`${field}\``);
    const holds = compileCondition(condition);
    if (typeof holds === 'string') complain(`routing rule “${name}”, \`${field}\`: ${holds}`);
    return read === null || typeof holds === 'string' ? [] : [some(read, holds)];
  });
  if (then.department !== undefined && !departments.some((one) => one.name === then.department))
    complain(`routing rule “${name}”: there is no department \`${then.department}\``);
  return { name, then, holds: (facts) => tests.every((test) => test(facts)) };
}

/** A field may have several values, such as a header that stands twice: one of them must do. */
function some(read: FieldReader, holds: (value: string) => boolean): (facts: RoutingFacts) => boolean {
  return (facts) => read(facts).some(holds);
}
