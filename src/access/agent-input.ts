/** What is asked about an agent, by page, API and command alike. */
import { z } from 'zod';
import { roles } from '../model/people.ts';

const name = z.string().trim().max(100);
const tier = z.coerce.number().pipe(z.union([z.literal(1), z.literal(2), z.literal(3)]));
const departments = z.array(z.string().trim().min(1).max(100)).max(200);

/** Somebody new. */
export const newAgentSchema = z.strictObject({
  // Also one of this machine alone, such as admin@localhost.
  address: z
    .email({ pattern: z.regexes.html5Email })
    .max(254)
    .toLowerCase()
    .describe('He logs in and writes mail with it.'),
  name: name.default(''),
  role: z.enum(roles).default('agent'),
  tier: tier.default(1).describe('L1 answers and sorts, L2 works tickets, L3 approves overrides.'),
  departments: departments.default([]).describe('Beside those whose member he is by the settings.'),
  language: z.string().max(10).default('').describe('Empty: what his browser asks for.'),
});
export type NewAgent = z.output<typeof newAgentSchema>;

/** What admins change of somebody. */
export const agentChangeSchema = z.strictObject({
  name: name.optional(),
  role: z.enum(roles).optional(),
  tier: tier.optional(),
  departments: departments.optional(),
  enabled: z.boolean().optional().describe('False: all his sessions and tokens end at once.'),
});
export type TeamChange = z.output<typeof agentChangeSchema>;
