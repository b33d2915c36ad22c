/** A client that holds every answer against the OpenAPI document, and knows which routes were asked. */
import { expect } from 'chai';
import { z } from 'zod';
import type { Scope } from '../../../src/model/people.ts';
import type { TestInbox } from '../../support/inbox.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all routes; the document says what they are.
  readonly body: any;
}

export interface Client {
  readonly document: OpenApi;
  /** Operations that gave a good answer. */
  readonly asked: Set<string>;
  /** `token` null: without one. */
  call(
    method: string,
    path: string,
    options?: {
      readonly body?: unknown;
      readonly raw?: string | Uint8Array<ArrayBuffer>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly token?: string | null;
    },
  ): Promise<Answered>;
}

export async function makeClient(base: string, token: string): Promise<Client> {
  const document = (await (await fetch(`${base}/api/v1/openapi.json`)).json()) as OpenApi;
  const asked = new Set<string>();
  return {
    document,
    asked,
    async call(method, path, options = {}) {
      const shown = options.token === undefined ? token : options.token;
      const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
      const answer = await fetch(`${base}/api/v1${path}`, {
        method,
        headers: {
          ...(shown === null ? {} : { Authorization: `Bearer ${shown}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const operation = operationOf(document, method.toLowerCase(), path.split('?')[0] ?? '');
      if (answer.ok && operation !== null) asked.add(operation.operationId);
      const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const text = await answer.text();
      const isJson = type.endsWith('json');
      const parsed = isJson ? JSON.parse(text) : text;
      if (operation !== null && answer.status !== 304) hold(document, operation, answer.status, type, parsed);
      return { status: answer.status, headers: answer.headers, body: parsed };
    },
  };
}

/** The status, the media type and the body are those that the document promises. */
function hold(document: OpenApi, operation: Operation, status: number, type: string, body: unknown): void {
  const promised = operation.responses[String(status)];
  expect(promised, `${operation.operationId} promises no ${status}: ${JSON.stringify(body)}`).to.be.an(
    'object',
  );
  if (promised?.content === undefined) return;
  const schema = promised.content[type]?.schema;
  expect(schema, `${operation.operationId} ${status} promises no ${type}`).to.be.an('object');
  if (typeof body === 'string') return;
  const here = JSON.stringify({ ...schema, $defs: document.components.schemas });
  const checked = z
    .fromJSONSchema(JSON.parse(here.replaceAll('#/components/schemas/', '#/$defs/')))
    .safeParse(body);
  expect(checked.success, `${operation.operationId} ${status}: ${checked.error?.message}`).to.equal(true);
}

function operationOf(document: OpenApi, method: string, path: string): Operation | null {
  const matches = ([template]: readonly [string, unknown]) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const found = Object.entries(document.paths).filter(matches);
  const [best] = found.sort(([one], [other]) => one.split('{').length - other.split('{').length);
  return best?.[1][method] ?? null;
}

/** All operations that there are. */
export function operationsOf({ paths }: OpenApi): string[] {
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
}

/** A token of that agent, with these scopes. */
export async function tokenOf(
  { gateway, people }: TestInbox,
  who: keyof TestInbox['people'],
  wanted: readonly Scope[],
): Promise<string> {
  const { token } = await gateway.access.issueToken(people[who].id, 'test', wanted, 30);
  return token;
}
