/** Fields of conditions: what each looks at, and how what stands behind it is compiled. */
import { natureKinds } from '../../mail/mail.ts';
import {
  compileChoice,
  compileFlag,
  compileNetworks,
  compileNumber,
  compileTexts,
  textsIn,
} from './operators.ts';
import { compileAttachment, compileHeader, compileRate, compileSymbol } from './parts.ts';
import type { Complain } from './problems.ts';
import { type Reading, type TextField, textFields } from './reading.ts';
import type { Truth } from './truth.ts';
import type { Uses } from './uses.ts';

/** Does it hold for this mail? */
export type Condition = (reading: Reading) => Truth;
/** Compiles what stands behind a field. `negated`: under an odd number of `not`. */
export type Compile = (
  value: unknown,
  path: string,
  complain: Complain,
  uses: Uses,
  negated: boolean,
) => Condition;

const claims = ['none', 'open', 'closed', 'unknown', 'wrong'];
const trusts = ['authenticated', 'aligned', 'unproven', 'failed', 'unavailable'];
const sources = ['smtp', 'imap', 'import'];

const texts =
  (field: TextField): Compile =>
  (value, path, complain, { names }) => {
    const test = compileTexts(value, path, complain, names);
    return (reading) => test(reading.texts(field), reading);
  };

const choice = (choices: readonly string[], read: (reading: Reading) => string): Compile => {
  return (value, path, complain) => {
    const wanted = compileChoice(value, choices, path, complain);
    return (reading) => wanted.has(read(reading));
  };
};

const special = {
  address: (value, path, complain) => {
    const test = compileNetworks(value, path, complain);
    return ({ facts: { delivery } }) =>
      test(delivery.source.kind === 'smtp' ? delivery.source.address : null);
  },
  header: compileHeader,
  attachment: compileAttachment,
  symbol: compileSymbol,
  rate: compileRate,
  language: (value, path, complain, { names }) => {
    for (const code of languagesIn(value)) {
      if (!/^[a-z]{2}$/i.test(code))
        complain(path, 'expects two-letter codes of languages, such as en or de');
    }
    const test = compileTexts(value, path, complain, names);
    return (reading) => test(reading.language, reading);
  },
  trust: choice(trusts, ({ facts }) => facts.evidence.trust),
  nature: choice(natureKinds, ({ facts }) => facts.mail.nature.kind),
  source: choice(sources, ({ facts }) => facts.delivery.source.kind),
  claim: (value, path, complain, uses, negated) => {
    const wanted = compileChoice(value, claims, path, complain);
    if (wanted.has('open') !== negated) uses.aimsAtTickets = true;
    return ({ facts }) => wanted.has(facts.circumstances.claim);
  },
  participant: (value, path, complain, uses, negated) => {
    const wanted = compileFlag(value, path, complain);
    if (wanted !== negated) uses.aimsAtTickets = true;
    return ({ facts }) => facts.circumstances.participant === wanted;
  },
  known: (value, path, complain) => {
    const wanted = compileFlag(value, path, complain);
    return ({ facts }) => (facts.circumstances.known ?? false) === wanted;
  },
  score: (value, path, complain) => {
    const test = compileNumber(value, path, complain);
    return ({ scored, added }) => (scored === undefined ? null : test((scored?.score ?? 0) + added));
  },
  action: (value, path, complain, { names }) => {
    const test = compileTexts(value, path, complain, names);
    return (reading) => (reading.scored === undefined ? null : test(reading.action, reading));
  },
  size: (value, path, complain) => {
    const test = compileNumber(value, path, complain);
    return ({ facts }) => test(facts.delivery.size);
  },
} as const satisfies Record<string, Compile>;

export type FieldName = TextField | keyof typeof special;

/** All of them, in the order in which the documentation tells of them. */
export const fieldCompilers: ReadonlyMap<FieldName, Compile> = new Map<FieldName, Compile>([
  ...textFields.map((field) => [field, texts(field)] as const),
  ...(Object.entries(special) as [keyof typeof special, Compile][]),
]);

/** Fields that only the bytes of the mail tell; the others stand in its row. */
export const fieldsOfBytes: ReadonlySet<FieldName> = new Set([
  'from',
  'to',
  'subject',
  'body',
  'url',
  'domain',
  'header',
  'attachment',
  'language',
  'nature',
]);

function languagesIn(value: unknown): string[] {
  const given =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : [value];
  return given.filter((one) => typeof one !== 'boolean').flatMap((one) => textsIn(one, '', () => undefined));
}
