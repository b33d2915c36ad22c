/** What a rule looks at, gathered while its conditions are compiled. */
import type { Rate } from '../../model/circumstances.ts';
import type { FieldName } from './fields.ts';

export interface Uses {
  readonly fields: Set<FieldName>;
  /** Names that its expressions capture. */
  readonly names: Set<string>;
  readonly rates: Pick<Rate, 'of' | 'minutes'>[];
  /** A condition holds for mail of an open ticket or its participants, and for other mail does not. */
  aimsAtTickets: boolean;
}

/** Nothing yet. */
export function noUses(): Uses {
  return { fields: new Set(), names: new Set(), rates: [], aimsAtTickets: false };
}
